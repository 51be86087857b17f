using System.Data.Common;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>What databases differ in: connections, how many rows are written at once, how rows are locked, what an error means.</summary>
internal abstract class SqlDialect : IAsyncDisposable
{
    /// <summary>What the store is and where, without secrets.</summary>
    public abstract string Description { get; }

    /// <summary>Asks for the database's own time, as ticks; null where it lives on this machine alone.</summary>
    public virtual string? Clock => null;

    /// <summary>At the end of a SELECT: nobody may change the row until the end of the transaction.</summary>
    public abstract string HoldRow { get; }

    /// <summary>At the end of a SELECT: the rows are for this transaction alone, and those of others are passed over.</summary>
    public abstract string TakeFreeRows { get; }

    /// <summary>A connection to read from.</summary>
    public abstract Task<SqlSession> ReadAsync(CancellationToken cancellationToken);

    /// <summary>A connection in a transaction.</summary>
    public abstract Task<SqlSession> WriteAsync(CancellationToken cancellationToken);

    /// <summary>A condition that a column is one of the values of a parameter made by <see cref="List(IEnumerable{string})"/>.</summary>
    public abstract string In(string column, string parameter);

    /// <summary>The value of a parameter that holds several texts.</summary>
    public abstract object List(IEnumerable<string> values);

    /// <summary>The value of a parameter that holds several numbers.</summary>
    public abstract object List(IEnumerable<long> values);

    /// <summary>Keeps the events that are not there yet, and the hosts; gives the ids of those events.</summary>
    public abstract Task<HashSet<string>> InsertAsync(
        SqlSession session, IReadOnlyList<EventRow> events, IReadOnlyList<HostRow> hosts, CancellationToken cancellationToken);

    /// <summary>Lets one process at a time share out the partitions, until the end of the transaction.</summary>
    public abstract Task EnterSharingAsync(SqlSession session, CancellationToken cancellationToken);

    /// <summary>What an error of the driver means and what to do.</summary>
    public abstract StoreException Explain(DbException problem);

    public abstract ValueTask DisposeAsync();
}
