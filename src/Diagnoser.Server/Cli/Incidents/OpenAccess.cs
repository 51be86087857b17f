using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Stores.Sqlite;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary>
/// Whom a command asks, found by its flags and the settings: a server, PostgreSQL, or the file that <c>up</c> writes, which may be running: the
/// folder is not taken from it.
/// </summary>
internal sealed class OpenAccess : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];
    private IStore? _store;

    private OpenAccess()
    {
    }

    public IIncidentAccess Incidents { get; private set; } = null!;

    public static async Task<OpenAccess> OpenAsync(AccessChoice choice, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var settings = ServerSettings.Load(surroundings, choice.Flags(), choice.Config);
        var open = new OpenAccess();
        if (choice.Data is null && settings.Uri(ServerSettings.ServerUri) is { } server)
        {
            var access = new ServerAccess(server);
            open._owned.Add(access);
            open.Incidents = access;
        }
        else
        {
            var outbox = new Signal();
            open._owned.Add(outbox);
            open._store = await StoreAsync(choice, settings, surroundings, ", a server with --server", cancellationToken);
            open.Incidents = new StoreAccess(open._store, new IncidentKeeper(open._store, outbox, surroundings.Clock), surroundings.Clock);
        }

        return open;
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _owned.ForEach(o => o.Dispose());
    }

    /// <summary>The store alone, for what no server answers.</summary>
    public static Task<IStore> StoreAsync(AccessChoice choice, Surroundings surroundings, CancellationToken cancellationToken) =>
        StoreAsync(choice, ServerSettings.Load(surroundings, choice.Flags(), choice.Config), surroundings, "", cancellationToken);

    private static async Task<IStore> StoreAsync(
        AccessChoice choice, Settings settings, Surroundings surroundings, string otherwise, CancellationToken cancellationToken)
    {
        if (choice.Data is null && settings.Text(ServerSettings.Postgres) is { } postgres)
        {
            return await PostgresStore.OpenAsync(postgres, cancellationToken);
        }

        var folder = Path.GetFullPath(settings.Text(ServerSettings.StoreData) ?? DataFolder.Default(surroundings.Variable));
        var file = DataFolder.StoreFileIn(folder);
        return File.Exists(file)
            ? SqliteStore.Open(file)
            : throw new StoreException(
                $"there is no store in {folder}: diagnoser up writes one. Name its folder with --data{otherwise}, or a database with {SettingsSources.Prefix}Store__Postgres__ConnectionString");
    }
}
