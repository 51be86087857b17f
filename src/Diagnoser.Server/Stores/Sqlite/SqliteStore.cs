using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Stores.Sqlite;

/// <summary>The store of one machine: one SQLite file in WAL mode, bodies as JSON, prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteStore : IStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteWrites _writes;

    private SqliteStore(SqliteConnection connection)
    {
        _connection = connection;
        _writes = new SqliteWrites(connection);
    }

    /// <summary>Opens the file, makes it if it is not there, brings an older schema forward.</summary>
    public static SqliteStore Open(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            SqliteSchema.Prepare(connection, file);
            return new SqliteStore(connection);
        }
        catch (SqliteException problem)
        {
            connection.Dispose();
            const int corrupt = 11, notADatabase = 26;
            throw problem.SqliteErrorCode is corrupt or notADatabase
                ? SqliteSchema.Damaged(file, problem.Message, problem)
                : new StoreException($"{file} cannot be used: {problem.Message}; name another folder with --data", problem);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public IReadOnlyList<DockerEvent> Append(IReadOnlyList<DockerEvent> events) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        var added = new List<DockerEvent>(events.Count);
        foreach (var dockerEvent in events)
        {
            if (_writes.Append(dockerEvent, transaction))
            {
                added.Add(dockerEvent);
            }
        }

        transaction.Commit();
        return added;
    });

    public void Save(Conclusions conclusions)
    {
        if (!conclusions.IsEmpty)
        {
            _ = Guarded(() => Write(conclusions));
        }
    }

    private int Write(Conclusions conclusions)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var end in conclusions.Ends)
        {
            _writes.Judge(end, transaction);
        }

        foreach (var diagnosis in conclusions.Diagnoses)
        {
            _writes.Save(diagnosis, transaction);
        }

        foreach (var window in conclusions.BlindWindows)
        {
            _writes.Save(window, transaction);
        }

        transaction.Commit();
        return conclusions.Ends.Count;
    }

    public IReadOnlyList<DockerEvent> EventsSince(DateTimeOffset since, int limit) => Read(
        "SELECT body FROM (SELECT number, body FROM event WHERE time >= $since ORDER BY number DESC LIMIT $limit) ORDER BY number",
        ContractsJson.Default.DockerEvent,
        ("$since", since.UtcTicks),
        ("$limit", limit));

    public IReadOnlyList<DockerEvent> EventsOf(string containerId) => Read(
        "SELECT body FROM event WHERE container = $container ORDER BY time, number",
        ContractsJson.Default.DockerEvent,
        ("$container", containerId));

    public IReadOnlyList<Diagnosis> DiagnosesOf(string containerId) => Read(
        "SELECT body FROM diagnosis WHERE container = $container ORDER BY time, id",
        ContractsJson.Default.Diagnosis,
        ("$container", containerId));

    public Diagnosis? FindDiagnosis(string id) =>
        Read("SELECT body FROM diagnosis WHERE id = $id", ContractsJson.Default.Diagnosis, ("$id", id)).FirstOrDefault();

    public DockerEvent? FindEvent(string id) =>
        Read("SELECT body FROM event WHERE id = $id", ContractsJson.Default.DockerEvent, ("$id", id)).FirstOrDefault();

    public IReadOnlyList<BlindWindow> BlindWindowsSince(DateTimeOffset since) => Read(
        "SELECT body FROM blind_window WHERE ended >= $since ORDER BY ended, host, source",
        ContractsJson.Default.BlindWindow,
        ("$since", since.UtcTicks));

    public void Dispose()
    {
        _writes.Dispose();
        _connection.Dispose();
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException problem)
        {
            throw new StoreException($"{_connection.DataSource}: {problem.Message}.", problem);
        }
    }

    private List<T> Read<T>(string sql, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            _ = command.Parameters.AddWithValue(name, value);
        }

        using var reader = command.ExecuteReader();
        var found = new List<T>();
        while (reader.Read())
        {
            found.Add(JsonSerializer.Deserialize(reader.GetString(0), type)!);
        }

        return found;
    }
}
