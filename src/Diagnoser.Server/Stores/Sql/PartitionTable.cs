namespace Diagnoser.Server.Stores.Sql;

/// <summary>
/// Who works on which partition. An owner lives as long as it asks; its partitions are free when it falls silent. A row of a partition changes
/// only when its owner does, so that whoever holds the row (<see cref="HoldsAsync"/>) is in nobody's way otherwise.
/// </summary>
internal static class PartitionTable
{
    public static async Task<IReadOnlyList<PartitionLease>> LeaseAsync(SqlSession session, LeaseRequest request, CancellationToken cancellationToken)
    {
        await session.Dialect.EnterSharingAsync(session, cancellationToken);
        _ = await ForgetSilentAsync(session, request, cancellationToken);
        await SeenAsync(session, request, cancellationToken);
        var owners = await session.QueryAsync("SELECT owner FROM partition_owner", r => r.GetString(0), cancellationToken);
        owners.Sort(StringComparer.Ordinal);
        var rows = await RowsAsync(session, request.Partitions, cancellationToken);
        var owner = SqlText.Clean(request.Owner);
        var share = Share(request.Partitions, owners.Count, owners.IndexOf(owner));
        var held = rows.Where(r => r.Owner == owner).Select(r => r.Lease).ToList();
        foreach (var surplus in held.Skip(share).ToList())
        {
            _ = await GiveBackAsync(session, surplus.Partition, cancellationToken);
            _ = held.Remove(surplus);
        }

        if (held.Count < share)
        {
            held.AddRange(await TakeAsync(session, request, 0, request.Partitions - 1, share - held.Count, cancellationToken));
        }

        held.AddRange(await FleetAsync(session, request, cancellationToken));
        return [.. held.OrderBy(l => l.Partition)];
    }

    public static async Task ReleaseAsync(SqlSession session, string owner, CancellationToken cancellationToken)
    {
        await session.Dialect.EnterSharingAsync(session, cancellationToken);
        _ = await session.ExecuteAsync("UPDATE partition_lease SET owner = NULL WHERE owner = @owner", cancellationToken, ("@owner", owner));
        _ = await session.ExecuteAsync("DELETE FROM partition_owner WHERE owner = @owner", cancellationToken, ("@owner", owner));
    }

    public static async Task<bool> HoldsAsync(SqlSession session, PartitionLease lease, CancellationToken cancellationToken)
    {
        var epoch = await session.QueryAsync(
            $"SELECT epoch FROM partition_lease WHERE partition = @partition {session.Dialect.HoldRow}",
            r => r.GetInt64(0),
            cancellationToken,
            ("@partition", lease.Partition));
        return epoch.Count == 1 && epoch[0] == lease.Epoch;
    }

    // The whole, in shares that differ by one at most: who comes first by name has one more.
    private static int Share(int partitions, int owners, int rank) => partitions / owners + (rank < partitions % owners ? 1 : 0);

    // Also the asker itself, if it was silent for too long: what it held is free.
    private static Task<int> ForgetSilentAsync(SqlSession session, LeaseRequest request, CancellationToken cancellationToken) => session.ExecuteAsync(
        "DELETE FROM partition_owner WHERE last_seen <= @dead", cancellationToken, ("@dead", request.Now - request.Lease));

    private static async Task SeenAsync(SqlSession session, LeaseRequest request, CancellationToken cancellationToken)
    {
        var updated = await session.ExecuteAsync(
            "UPDATE partition_owner SET last_seen = @now WHERE owner = @owner", cancellationToken, ("@owner", request.Owner), ("@now", request.Now));
        if (updated == 0)
        {
            // New, or silent for too long: what has its name is not its own any more.
            _ = await session.ExecuteAsync("UPDATE partition_lease SET owner = NULL WHERE owner = @owner", cancellationToken, ("@owner", request.Owner));
            _ = await session.ExecuteAsync(
                "INSERT INTO partition_owner (owner, last_seen) VALUES (@owner, @now)", cancellationToken, ("@owner", request.Owner), ("@now", request.Now));
        }
    }

    private static async Task<List<Row>> RowsAsync(SqlSession session, int partitions, CancellationToken cancellationToken)
    {
        const string select = "SELECT partition, epoch, owner FROM partition_lease WHERE partition < @partitions ORDER BY partition";
        var rows = await session.QueryAsync(select, Read, cancellationToken, ("@partitions", partitions));
        if (rows.Count < partitions)
        {
            await session.ExecuteManyAsync(
                "INSERT INTO partition_lease (partition, epoch) VALUES (@partition, 0) ON CONFLICT DO NOTHING",
                [.. Enumerable.Range(0, partitions).Select(p => ((string, object?)[])[("@partition", p)])],
                cancellationToken);
            rows = await session.QueryAsync(select, Read, cancellationToken, ("@partitions", partitions));
        }

        return rows;
    }

    private static Task<int> GiveBackAsync(SqlSession session, int partition, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE partition_lease SET owner = NULL WHERE partition = @partition", cancellationToken, ("@partition", partition));

    private static async Task<IReadOnlyList<PartitionLease>> FleetAsync(SqlSession session, LeaseRequest request, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT partition, epoch, owner FROM partition_lease WHERE partition = @fleet", Read, cancellationToken, ("@fleet", PartitionLease.Fleet));
        var isHeld = rows.Exists(r => r.Owner == SqlText.Clean(request.Owner));
        if (!request.WithFleet)
        {
            _ = isHeld ? await GiveBackAsync(session, PartitionLease.Fleet, cancellationToken) : 0;
            return [];
        }

        if (isHeld)
        {
            return [rows[0].Lease];
        }

        if (rows.Count == 0)
        {
            _ = await session.ExecuteAsync(
                "INSERT INTO partition_lease (partition, epoch) VALUES (@fleet, 0) ON CONFLICT DO NOTHING", cancellationToken, ("@fleet", PartitionLease.Fleet));
        }

        return await TakeAsync(session, request, PartitionLease.Fleet, PartitionLease.Fleet, 1, cancellationToken);
    }

    // One in which its old owner writes at this moment is passed over: a frozen owner must not stop the others.
    private static Task<List<PartitionLease>> TakeAsync(
        SqlSession session, LeaseRequest request, int first, int last, int most, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            WITH free AS (
                SELECT partition FROM partition_lease
                WHERE partition BETWEEN @first AND @last AND (owner IS NULL OR owner NOT IN (SELECT owner FROM partition_owner))
                ORDER BY partition LIMIT @most {session.Dialect.TakeFreeRows})
            UPDATE partition_lease SET owner = @owner, epoch = epoch + 1
            WHERE partition IN (SELECT partition FROM free) RETURNING partition, epoch
            """,
            r => new PartitionLease(r.GetInt32(0), r.GetInt64(1)),
            cancellationToken,
            ("@first", first),
            ("@last", last),
            ("@most", most),
            ("@owner", request.Owner));

    private static Row Read(System.Data.Common.DbDataReader reader) =>
        new(new PartitionLease(reader.GetInt32(0), reader.GetInt64(1)), reader.IsDBNull(2) ? null : reader.GetString(2));

    private sealed record Row(PartitionLease Lease, string? Owner);
}
