using System.Data;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>
/// A connection for one piece of work, in a transaction or not. Errors of the driver leave it as <see cref="StoreException"/>; after one, the
/// transaction cannot be committed.
/// </summary>
internal sealed class SqlSession(SqlDialect dialect, DbConnection connection, DbTransaction? transaction, Func<ValueTask> giveBack) : IAsyncDisposable
{
    private bool _failed;
    private bool _ended;

    public SqlDialect Dialect => dialect;

    public DbConnection Connection => connection;

    public DbTransaction? Transaction => transaction;

    /// <summary>Gives how many rows changed.</summary>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Command(sql, parameters);
        return GuardedAsync(async () =>
        {
            await using (command)
            {
                return await command.ExecuteNonQueryAsync(cancellationToken);
            }
        });
    }

    /// <summary>One statement for several rows; on a network, all of them in one round trip.</summary>
    public Task ExecuteManyAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> rows, CancellationToken cancellationToken) => rows.Count switch
    {
        0 => Task.CompletedTask,
        1 => ExecuteAsync(sql, cancellationToken, rows[0]),
        _ => GuardedAsync(() => connection.CanCreateBatch ? BatchAsync(sql, rows, cancellationToken) : RepeatAsync(sql, rows, cancellationToken)),
    };

    public Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Command(sql, parameters);
        return GuardedAsync(async () =>
        {
            await using (command)
            {
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var found = new List<T>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    found.Add(read(reader));
                }

                return found;
            }
        });
    }

    /// <summary>The first column as records.</summary>
    public Task<List<T>> BodiesAsync<T>(
        string sql, JsonTypeInfo<T> type, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryAsync(sql, reader => Body(reader, type), cancellationToken, parameters);

    /// <summary>The first column of a row as a record.</summary>
    public static T Body<T>(DbDataReader reader, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(reader.GetString(0), type)!;

    /// <summary>Keeps what was written, and ends the session: others need not wait until it is disposed.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_failed)
        {
            throw new StoreException($"{dialect.Description}: nothing was written, because a part of it failed");
        }

        _ = await GuardedAsync(async () =>
        {
            await transaction!.CommitAsync(cancellationToken);
            return true;
        });
        await DisposeAsync();
    }

    /// <summary>Runs work of the driver; its errors leave as <see cref="StoreException"/>.</summary>
    public async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException problem)
        {
            _failed = true;
            throw dialect.Explain(problem);
        }
        catch (InvalidOperationException problem) when (connection.State != ConnectionState.Open)
        {
            _failed = true;
            throw new StoreException($"{dialect.Description}: the connection broke: {problem.Message}", problem);
        }
        catch (JsonException problem)
        {
            throw new StoreException($"{dialect.Description}: a record in it cannot be read: {problem.Message}", problem);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }
        }
        catch (Exception problem) when (problem is DbException or InvalidOperationException)
        {
            // The connection is gone, and what was not committed with it.
        }
        finally
        {
            await giveBack();
        }
    }

    private async Task<bool> BatchAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> rows, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            foreach (var (name, value) in row)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = Plain(value);
                _ = command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        _ = await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private async Task<bool> RepeatAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> rows, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, rows[0]);
        await command.PrepareAsync(cancellationToken);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = Plain(row[i].Value);
            }

            _ = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return true;
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // because the text is made of constants; what comes from outside is in parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = Plain(value);
            _ = command.Parameters.Add(parameter);
        }

        return command;
    }

    private static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        string text => SqlText.Clean(text),
        DateTimeOffset time => time.UtcTicks,
        _ => value,
    };
}
