using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Which findings were told of whom, in the ledger.</summary>
internal sealed class RiskTable(Ledger ledger)
{
    /// <summary>What was told of this identity.</summary>
    public ToldRisks Told(string identity) =>
        ledger.Read(
            "SELECT container, gone, told FROM risks WHERE identity = $identity",
            row => new ToldRisks(row.IsDBNull(1) ? row.GetString(0) : null, row.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)),
            ("$identity", identity)).FirstOrDefault() ?? new ToldRisks(null, new HashSet<string>());

    /// <summary>Keeps what was told, if it is not kept already.</summary>
    public void Save(string identity, string container, IEnumerable<string> fingerprints, ToldRisks before)
    {
        var all = fingerprints.Order(StringComparer.Ordinal).ToList();
        if (container != before.Container || !before.Fingerprints.SetEquals(all))
        {
            _ = ledger.Write(
                """
                INSERT INTO risks VALUES ($identity, $container, NULL, $told)
                ON CONFLICT DO UPDATE SET container = $container, gone = NULL, told = $told
                """,
                ("$identity", identity),
                ("$container", container),
                ("$told", string.Join(' ', all)));
        }
    }
}

/// <summary>The findings that were told of an identity.</summary>
/// <param name="Container">The container that was looked at last; null if it is gone, or none was.</param>
/// <param name="Fingerprints">Those of the findings.</param>
internal sealed record ToldRisks(string? Container, IReadOnlySet<string> Fingerprints)
{
    /// <summary>Those that are not among them.</summary>
    public IReadOnlyList<PostureFinding> New(IEnumerable<PostureFinding> findings) => [.. findings.Where(finding => !Fingerprints.Contains(finding.Fingerprint))];
}
