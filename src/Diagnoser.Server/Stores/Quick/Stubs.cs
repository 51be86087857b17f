namespace Diagnoser.Server.Stores.Sqlite
{
    /// <summary>Interim.</summary>
    internal static class SqliteStore { public static IStore Open(string file) => Quick.QuickStore.CreateAsync(null, file).GetAwaiter().GetResult(); }
}

namespace Diagnoser.Server.Stores.Postgres
{
    /// <summary>Interim.</summary>
    internal static class PostgresStore { public static async Task<IStore> OpenAsync(string connection, CancellationToken cancellationToken) => await Quick.QuickStore.CreateAsync(connection, cancellationToken.IsCancellationRequested ? null : null); }
}
