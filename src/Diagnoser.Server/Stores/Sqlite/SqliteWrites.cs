using System.Text.Json;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Stores.Sqlite;

/// <summary>The prepared statements that write.</summary>
internal sealed class SqliteWrites : IDisposable
{
    private readonly SqliteCommand _append;
    private readonly SqliteCommand _judge;
    private readonly SqliteCommand _saveDiagnosis;
    private readonly SqliteCommand _saveBlindWindow;

    public SqliteWrites(SqliteConnection connection)
    {
        _append = Prepare(
            connection,
            "INSERT INTO event (id, time, host, type, container, body) VALUES ($id, $time, $host, $type, $container, $body) ON CONFLICT DO NOTHING",
            "$id", "$time", "$host", "$type", "$container", "$body");
        _judge = Prepare(connection, "UPDATE event SET body = $body WHERE id = $id", "$id", "$body");
        _saveDiagnosis = Prepare(
            connection,
            """
            INSERT INTO diagnosis (id, time, host, container, rule, hidden_by, body) VALUES ($id, $time, $host, $container, $rule, $hidden_by, $body)
            ON CONFLICT (id) DO UPDATE SET time = excluded.time, hidden_by = excluded.hidden_by, body = excluded.body
            """,
            "$id", "$time", "$host", "$container", "$rule", "$hidden_by", "$body");
        _saveBlindWindow = Prepare(
            connection,
            """
            INSERT INTO blind_window (host, source, started, ended, body) VALUES ($host, $source, $started, $ended, $body)
            ON CONFLICT (host, source, started) DO UPDATE SET ended = excluded.ended, body = excluded.body
            """,
            "$host", "$source", "$started", "$ended", "$body");
    }

    /// <summary>False if the event was there already.</summary>
    public bool Append(DockerEvent dockerEvent, SqliteTransaction transaction) => Run(
        _append,
        transaction,
        dockerEvent.Id,
        dockerEvent.Time.UtcTicks,
        dockerEvent.Host.Id,
        dockerEvent.Type,
        Container(dockerEvent.Subject),
        JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent)) == 1;

    public void Judge(DockerEvent end, SqliteTransaction transaction) =>
        Run(_judge, transaction, end.Id, JsonSerializer.Serialize(end, ContractsJson.Default.DockerEvent));

    public void Save(Diagnosis diagnosis, SqliteTransaction transaction) => Run(
        _saveDiagnosis,
        transaction,
        diagnosis.Id,
        diagnosis.Time.UtcTicks,
        diagnosis.Host.Id,
        Container(diagnosis.Subject),
        diagnosis.Rule,
        diagnosis.HiddenBy,
        JsonSerializer.Serialize(diagnosis, ContractsJson.Default.Diagnosis));

    public void Save(BlindWindow window, SqliteTransaction transaction) => Run(
        _saveBlindWindow,
        transaction,
        window.Host.Id,
        window.Source,
        window.From.UtcTicks,
        window.To.UtcTicks,
        JsonSerializer.Serialize(window, ContractsJson.Default.BlindWindow));

    public void Dispose()
    {
        _append.Dispose();
        _judge.Dispose();
        _saveDiagnosis.Dispose();
        _saveBlindWindow.Dispose();
    }

    private static string? Container(Subject subject) => subject.Kind == Subject.Container ? subject.Id : null;

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            _ = command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command.ExecuteNonQuery();
    }
}
