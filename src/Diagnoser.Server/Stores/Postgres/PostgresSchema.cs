using System.Data.Common;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Diagnoser.Server.Stores.Postgres;

/// <summary>Makes the tables and brings older ones forward; safe when several servers start at once.</summary>
internal static class PostgresSchema
{
    private const string JournalTable = "diagnoser_migration";
    private const long MigrationLock = 0x44474e52_00000001;
    private static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(30);

    public static async Task PrepareAsync(PostgresDialect dialect, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        try
        {
            var schema = await SchemaAsync(connection, dialect.Description, cancellationToken);
            if (IsCurrent(Engine(dialect, schema), dialect.Description))
            {
                return;
            }

            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
            try
            {
                // Another server may have been faster.
                var engine = Engine(dialect, schema);
                if (!IsCurrent(engine, dialect.Description) && engine.PerformUpgrade() is { Successful: false } result)
                {
                    throw Failure(result.Error, dialect, schema);
                }
            }
            finally
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            }
        }
        catch (DbException problem)
        {
            throw dialect.Explain(problem);
        }
    }

    private static async Task<string> SchemaAsync(NpgsqlConnection connection, string where, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting('server_encoding'), current_schema()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        _ = await reader.ReadAsync(cancellationToken);
        return reader.GetString(0) is var encoding && encoding != "UTF8"
            ? throw new StoreException($"{where}: its encoding is {encoding}, which cannot hold all names; make the database with --encoding=UTF8")
            : reader.IsDBNull(1)
                ? throw new StoreException($"{where}: none of the schemas in its search_path exists, or none may be used by this user")
                : reader.GetString(1);
    }

    private static bool IsCurrent(UpgradeEngine engine, string where)
    {
        var newer = engine.GetExecutedScripts().Except(PostgresMigrations.All.Select(s => s.Name), StringComparer.Ordinal).ToList();
        return newer.Count > 0
            ? throw new StoreVersionException(
                $"{where} was written by a newer diagnoser (schema {newer.Max()}; this one knows up to {PostgresMigrations.All[^1].Name}); use that one, or name another database")
            : !engine.IsUpgradeRequired();
    }

    private static UpgradeEngine Engine(PostgresDialect dialect, string schema) => DeployChanges.To
        .PostgresqlDatabase(new PostgresqlConnectionManager(dialect.Source))
        .JournalToPostgresqlTable(schema, JournalTable)
        .WithScripts(PostgresMigrations.All)
        .WithTransaction()
        .WithVariablesDisabled()
        .WithExecutionTimeout(LongestMigration)
        .LogToNowhere()
        .Build();

    private static StoreException Failure(Exception problem, PostgresDialect dialect, string schema) => problem switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new StoreException(
            $"{dialect.Description}: the user '{dialect.Settings.Username}' may not make tables; "
            + $"grant it (GRANT CREATE ON SCHEMA {schema} TO {dialect.Settings.Username}), or start once as a user who may",
            problem),
        DbException error => dialect.Explain(error),
        _ => new StoreException($"{dialect.Description}: its tables could not be made: {problem.Message}", problem),
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // because the text is made of constants
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)LongestMigration.TotalSeconds };
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
