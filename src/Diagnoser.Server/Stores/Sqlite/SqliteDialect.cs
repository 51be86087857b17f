using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores.Sql;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Stores.Sqlite;

/// <summary>
/// SQLite: one connection writes, one transaction at a time, so that rows need no locks; another one reads. Other processes may use the file
/// meanwhile, so a transaction takes the right to write at its beginning.
/// </summary>
internal sealed class SqliteDialect(string file, SqliteConnection writer, SqliteConnection reader) : SqlDialect
{
    public const int Corrupt = 11;
    public const int NotADatabase = 26;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _reading = new(1);
    private bool _disposed;

    public override string Description => file;

    public override string HoldRow => "";

    public override string TakeFreeRows => "";

    public override async Task<SqlSession> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        return new SqlSession(this, reader, null, () => GiveBack(_reading));
    }

    public override async Task<SqlSession> WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return new SqlSession(this, writer, writer.BeginTransaction(deferred: false), () => GiveBack(_writing));
        }
        catch (SqliteException problem)
        {
            _ = _writing.Release();
            throw Explain(problem);
        }
        catch
        {
            _ = _writing.Release();
            throw;
        }
    }

    public override string In(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override object List(IEnumerable<string> values) =>
        JsonSerializer.Serialize((IReadOnlyList<string>)[.. values.Select(SqlText.Clean)], ContractsJson.Default.IReadOnlyListString);

    public override object List(IEnumerable<long> values) =>
        $"[{string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]";

    public override async Task<HashSet<string>> InsertAsync(
        SqlSession session, IReadOnlyList<EventRow> events, IReadOnlyList<HostRow> hosts, CancellationToken cancellationToken)
    {
        var inserted = await session.GuardedAsync(() => Task.FromResult(Insert(session, events)));
        await session.ExecuteManyAsync(
            """
            INSERT INTO host (id, name, last_event) VALUES (@id, @name, @last_event)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_event = excluded.last_event WHERE host.last_event < excluded.last_event
            """,
            [.. hosts.Select(h => ((string, object?)[])[("@id", h.Id), ("@name", h.Name), ("@last_event", h.LastEvent)])],
            cancellationToken);
        return inserted;
    }

    // A transaction has the file for itself.
    public override Task EnterSharingAsync(SqlSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public override StoreException Explain(DbException problem)
    {
        const int busy = 5, readOnly = 8, full = 13, constraint = 19, primaryKey = 1555, unique = 2067;
        var message = problem.Message.TrimEnd('.');
        return problem is not SqliteException error ? new StoreException($"{file}: {message}.", problem) : error.SqliteErrorCode switch
        {
            constraint when error.SqliteExtendedErrorCode is unique or primaryKey => new StoreConflictException($"{file}: {message}.", problem),
            Corrupt or NotADatabase => SqliteSchema.Damaged(file, message, problem),
            busy => new StoreException($"{file}: {message}; another process writes to it for long.", problem),
            readOnly => new StoreException($"{file}: {message}; give the right to write it.", problem),
            full => new StoreException($"{file}: {message}; make room on its disk.", problem),
            _ => new StoreException($"{file}: {message}.", problem),
        };
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Who reads or writes at this moment may end it; a transaction that nobody ends must not keep the process from its end.
        _ = await _writing.WaitAsync(Patience);
        await writer.DisposeAsync();
        _ = await _reading.WaitAsync(Patience);
        await reader.DisposeAsync();
    }

    private static ValueTask GiveBack(SemaphoreSlim turn)
    {
        _ = turn.Release();
        return ValueTask.CompletedTask;
    }

    private static HashSet<string> Insert(SqlSession session, IReadOnlyList<EventRow> events)
    {
        using var command = (SqliteCommand)session.Connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO event (id, time, host, type, container, service, stack, body)
            VALUES (@id, @time, @host, @type, @container, @service, @stack, @body) ON CONFLICT DO NOTHING
            """;
        command.Transaction = (SqliteTransaction?)session.Transaction;
        var id = Add(command, "@id", SqliteType.Text);
        var time = Add(command, "@time", SqliteType.Integer);
        var host = Add(command, "@host", SqliteType.Text);
        var type = Add(command, "@type", SqliteType.Text);
        var container = Add(command, "@container", SqliteType.Text);
        var service = Add(command, "@service", SqliteType.Text);
        var stack = Add(command, "@stack", SqliteType.Text);
        var body = Add(command, "@body", SqliteType.Text);
        command.Prepare();
        var inserted = new HashSet<string>(events.Count, StringComparer.Ordinal);
        foreach (var row in events)
        {
            (id.Value, time.Value, host.Value, type.Value, body.Value) = (row.Id, row.Time, row.Host, row.Type, row.Body);
            container.Value = (object?)row.Container ?? DBNull.Value;
            service.Value = (object?)row.Service ?? DBNull.Value;
            stack.Value = (object?)row.Stack ?? DBNull.Value;
            if (command.ExecuteNonQuery() == 1)
            {
                _ = inserted.Add(row.Id);
            }
        }

        return inserted;
    }

    private static SqliteParameter Add(SqliteCommand command, string name, SqliteType type) =>
        command.Parameters.Add(new SqliteParameter { ParameterName = name, SqliteType = type });
}
