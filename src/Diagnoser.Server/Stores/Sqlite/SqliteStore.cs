using Diagnoser.Server.Stores.Sql;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Stores.Sqlite;

/// <summary>The store of one machine: one SQLite file in WAL mode, one writer, and readers that do not wait for it.</summary>
internal static class SqliteStore
{
    /// <summary>Opens the file, makes it if it is not there, brings an older schema forward.</summary>
    public static SqlStore Open(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 };
        var writer = new SqliteConnection(settings.ToString());
        var reader = new SqliteConnection(settings.ToString());
        try
        {
            writer.Open();
            SqliteSchema.Prepare(writer, file);
            reader.Open();
            SqliteSchema.PrepareToRead(reader);
            return new SqlStore(new SqliteDialect(file, writer, reader));
        }
        catch (SqliteException problem)
        {
            writer.Dispose();
            reader.Dispose();
            throw problem.SqliteErrorCode is SqliteDialect.Corrupt or SqliteDialect.NotADatabase
                ? SqliteSchema.Damaged(file, problem.Message, problem)
                : new StoreException($"{file} cannot be used: {problem.Message}; name another folder with --data", problem);
        }
        catch
        {
            writer.Dispose();
            reader.Dispose();
            throw;
        }
    }
}
