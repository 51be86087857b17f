using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>The configurations that were seen last, in the ledger: one for each identity, and those of the containers that went last.</summary>
internal sealed class ConfigurationTable(Ledger ledger)
{
    // Raised when the same container is remembered in another way than before.
    private const string Version = "1";

    /// <summary>What was kept in another form cannot be compared, and is forgotten.</summary>
    /// <param name="form">Tells how values are hidden; another one where a value would look different.</param>
    public void Adopt(string form)
    {
        form = $"{Version} {form}";
        if (ledger.Fact(LedgerFact.ConfigurationForm) != form)
        {
            _ = ledger.Write($"DELETE FROM configurations; DELETE FROM facts WHERE name IN ('{LedgerFact.EngineFacts}', '{LedgerFact.HostFacts}')");
            ledger.SaveFacts([new(LedgerFact.ConfigurationForm, form)]);
        }
    }

    /// <summary>The configuration of an identity; null if none is known.</summary>
    public KnownConfiguration? Find(string identity) => First("identity = $key", identity);

    /// <summary>The configuration of a container that went by another name when it was seen last; null if none is known.</summary>
    public KnownConfiguration? FindContainer(string id) => First("container = $key AND gone IS NULL", id);

    /// <summary>Keeps it, and of the same container only the one under its name before.</summary>
    public void Save(string identity, KnownConfiguration known, string? before) => _ = ledger.Write(
        """
        INSERT INTO configurations VALUES ($identity, $container, $created, NULL, $fields)
        ON CONFLICT DO UPDATE SET container = $container, created_at = $created, gone = NULL, fields = $fields;
        DELETE FROM configurations WHERE container = $container AND identity NOT IN ($identity, $before);
        """,
        ("$identity", identity),
        ("$container", known.ContainerId),
        ("$created", known.Created.UtcTicks),
        ("$fields", known.Fields.ToJson()),
        ("$before", before ?? identity));

    private KnownConfiguration? First(string condition, string key) => ledger.Read(
        $"SELECT identity, container, created_at, gone, fields FROM configurations WHERE {condition} ORDER BY created_at DESC LIMIT 1",
        row => FieldSet.FromJson(row.GetString(4)) is { } fields
            ? new KnownConfiguration(row.GetString(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero), fields) { Identity = row.GetString(0), IsGone = !row.IsDBNull(3) }
            : null,
        ("$key", key)).FirstOrDefault();
}

/// <summary>A configuration that was seen.</summary>
/// <param name="ContainerId">The container that had it.</param>
/// <param name="Created">When that was made.</param>
/// <param name="Fields">The configuration.</param>
internal sealed record KnownConfiguration(string ContainerId, DateTimeOffset Created, FieldSet Fields)
{
    /// <summary>The identity that it is kept under.</summary>
    public string Identity { get; init; } = "";

    /// <summary>True if the container was removed.</summary>
    public bool IsGone { get; init; }
}
