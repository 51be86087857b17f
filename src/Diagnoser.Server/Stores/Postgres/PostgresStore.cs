using Diagnoser.Server.Stores.Sql;
using Npgsql;

namespace Diagnoser.Server.Stores.Postgres;

/// <summary>The store of several machines: a PostgreSQL database.</summary>
internal static class PostgresStore
{
    private const int PreparedStatements = 100;

    // A process that is frozen in the middle of a transaction must not keep its rows for ever.
    private const string IdleLimit = "idle_in_transaction_session_timeout";

    /// <summary>Opens the database and makes its tables, or brings older ones forward.</summary>
    public static async Task<SqlStore> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = Read(connectionString);
        var dialect = new PostgresDialect(NpgsqlDataSource.Create(settings), settings);
        try
        {
            await PostgresSchema.PrepareAsync(dialect, cancellationToken);
            return new SqlStore(dialect);
        }
        catch
        {
            await dialect.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            throw Unreadable();
        }

        if (settings.Host is not { Length: > 0 })
        {
            throw Unreadable();
        }

        settings.ApplicationName ??= "diagnoser";
        if (!settings.ShouldSerialize("Max Auto Prepare"))
        {
            settings.MaxAutoPrepare = PreparedStatements;
        }

        if (settings.Options?.Contains(IdleLimit, StringComparison.Ordinal) != true)
        {
            settings.Options = $"{settings.Options} -c {IdleLimit}=30s".TrimStart();
        }

        return settings;
    }

    // Without the driver's own words: they may quote a part of the password.
    private static StoreException Unreadable() => new(
        "the connection string of PostgreSQL cannot be read; it looks like Host=db;Port=5432;Database=diagnoser;Username=diagnoser;Password=secret, "
        + "and a value that holds ; or = stands in quotes");
}
