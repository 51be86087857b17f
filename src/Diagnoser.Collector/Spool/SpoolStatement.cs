using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>A statement of the spool, parsed once; its parameters are <c>$1</c>, <c>$2</c>, … Not for concurrent use.</summary>
internal sealed class SpoolStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SpoolStatement(SqliteConnection connection, string sql, int parameters = 0)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            _ = _command.Parameters.AddWithValue($"${i}", DBNull.Value);
        }
    }

    /// <summary>Runs it; gives the number of rows that it changed.</summary>
    public int Run(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it; gives the first value of its first row, or null.</summary>
    public object? Scalar(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Runs it; gives its rows.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }
    }
}
