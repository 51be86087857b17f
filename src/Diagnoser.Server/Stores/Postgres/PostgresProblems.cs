using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Diagnoser.Server.Stores.Postgres;

/// <summary>What errors of PostgreSQL mean, and what to do. Nothing here quotes the connection string.</summary>
internal static class PostgresProblems
{
    private const string Setting = "DIAGNOSER__Store__Postgres__ConnectionString";

    // The driver has no name for it.
    private const string IdleInTransaction = "25P03";

    public static StoreException Explain(DbException problem, string where, NpgsqlConnectionStringBuilder settings) => problem switch
    {
        PostgresException refusal => Explain(refusal, where, settings),
        { InnerException: SocketException or TimeoutException or IOException } => Unreachable(problem, where),
        _ => new StoreException($"{where}: {problem.Message.TrimEnd('.')}; check {Setting}", problem),
    };

    public static StoreException Unreachable(Exception problem, string where)
    {
        var reason = problem.InnerException is { } inner ? $"{problem.Message.TrimEnd('.')}: {inner.Message}" : problem.Message;
        return new StoreException($"{where} does not answer ({reason.TrimEnd('.')}); is it running, and reachable from here? Else check Host and Port in {Setting}", problem);
    }

    private static StoreException Explain(PostgresException problem, string where, NpgsqlConnectionStringBuilder settings)
    {
        var said = $"{problem.MessageText.TrimEnd('.')}, {problem.SqlState}";
        return problem.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
                new StoreConflictException($"{where}: somebody else has changed the same thing meanwhile ({said})", problem),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                new StoreException($"{where} refuses the user '{settings.Username}' ({said}); check Username and Password in {Setting}", problem),
            PostgresErrorCodes.InvalidCatalogName =>
                new StoreException($"{where}: there is no such database ({said}); make it (createdb {settings.Database}), or name another in {Setting}", problem),
            PostgresErrorCodes.InsufficientPrivilege =>
                new StoreException($"{where}: the user '{settings.Username}' lacks a right ({said}); let the owner of the tables grant it", problem),
            PostgresErrorCodes.DiskFull =>
                new StoreException($"{where}: its disk is full ({said}); make room there", problem),
            PostgresErrorCodes.TooManyConnections =>
                new StoreException($"{where} takes no more connections ({said}); raise max_connections there, or lower Maximum Pool Size in {Setting}", problem),
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                new StoreException($"{where} can only be read ({said}); name the primary server in {Setting}", problem),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
                new StoreException($"{where}: its tables are not ours any more ({said}); start again so that they are made, or restore them from a backup", problem),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                new StoreException($"{where} is damaged ({said}); restore it from a backup, or make a new database", problem),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                new StoreException($"{where} starts or stops at this moment ({said}); wait for it", problem),
            IdleInTransaction =>
                new StoreException($"{where} has ended the transaction, because this process was at a standstill ({said})", problem),
            _ => new StoreException($"{where}: {said}", problem),
        };
    }
}
