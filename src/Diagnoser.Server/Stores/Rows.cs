using System.Globalization;

namespace Diagnoser.Server.Stores;

/// <summary>What a person can see of a record that was set aside.</summary>
/// <param name="Time">When.</param>
/// <param name="Origin">Where it came from: a queue.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Body">What it held, cut at 64 KiB; hostile.</param>
internal sealed record QuarantinedRecord(DateTimeOffset Time, string Origin, string Problem, string Body)
{
    /// <summary>Its number; 0 before it is kept.</summary>
    public long Number { get; init; }
}

/// <summary>The right to write what a partition's events say, until somebody else takes it.</summary>
/// <param name="Partition">The partition; <see cref="Fleet"/> for the rules that see the fleet.</param>
/// <param name="Epoch">Counts its owners; who holds an older one may not write any more.</param>
internal sealed record PartitionLease(int Partition, long Epoch)
{
    /// <summary>Stands for the rules that see the fleet: leased like a partition, and no share of the hosts' events.</summary>
    public const int Fleet = int.MaxValue;

    public bool IsFleet => Partition == Fleet;

    public override string ToString() => IsFleet ? "the fleet's rules" : string.Create(CultureInfo.InvariantCulture, $"partition {Partition}");
}

/// <summary>What an owner asks of <see cref="IStore.LeaseAsync"/>.</summary>
/// <param name="Owner">Unique to the process.</param>
/// <param name="Partitions">How many partitions there are.</param>
/// <param name="Now">The time.</param>
/// <param name="Lease">How long a lease holds.</param>
internal sealed record LeaseRequest(string Owner, int Partitions, DateTimeOffset Now, TimeSpan Lease)
{
    /// <summary>True if it would also run the rules that see the fleet, which one owner does at a time.</summary>
    public bool WithFleet { get; init; }
}

/// <summary>Something for the rules that see the fleet, as it is kept.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What it is: <see cref="Event"/>, <see cref="Diagnosis"/> or <see cref="Clock"/>.</param>
/// <param name="IsAmended">True if the event was handed on before with another verdict.</param>
/// <param name="Body">It, as JSON; of a clock the time.</param>
internal sealed record FleetRow(long Number, string Kind, bool IsAmended, string Body)
{
    public const string Event = "event";
    public const string Diagnosis = "diagnosis";

    /// <summary>Not forwarded, but decided by: the time that the clock had reached when it made something known.</summary>
    public const string Clock = "clock";
}

/// <summary>A message that waits for the bus.</summary>
/// <param name="Kind">What it is: the name of its type.</param>
/// <param name="Body">It, as JSON.</param>
internal sealed record OutgoingMessage(string Kind, string Body);

/// <summary>A leased message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What it is: the name of its type.</param>
/// <param name="Body">It, as JSON.</param>
internal sealed record OutboxMessage(long Number, string Kind, string Body);

/// <summary>What a notifier is owed about an incident, and what it was told so far.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Notifier">The notifier.</param>
/// <param name="OwedVersion">The version of the incident that it must be told.</param>
/// <param name="ToldVersion">The newest version that it was told; 0 if none.</param>
internal sealed record Delivery(string IncidentId, string Notifier, int OwedVersion, int ToldVersion)
{
    /// <summary>What the notifier needs to change what it has said: Slack's channel and time stamp.</summary>
    public string? Reference { get; init; }

    /// <summary>What was told last: severity and status, as the notification plan writes them.</summary>
    public string? Told { get; init; }

    /// <summary>Attempts for this version that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is due; not before the notifier is free again.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>Why it failed last; null if it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>False when nothing is owed: it was told, or given up.</summary>
    public bool IsOwed { get; init; } = true;
}

/// <summary>What became of a delivery.</summary>
/// <param name="Delivery">The delivery as it was leased.</param>
/// <param name="ToldVersion">The newest version that the notifier has been told now.</param>
internal sealed record DeliveryOutcome(Delivery Delivery, int ToldVersion)
{
    /// <summary>What the notifier needs to change what it has said; null leaves what is kept.</summary>
    public string? Reference { get; init; }

    /// <summary>What was told now, as the notification plan writes it; null leaves what is kept.</summary>
    public string? Told { get; init; }

    /// <summary>
    /// When to try again; null if that was all (told, or given up). A version that was owed while this one was delivered stays owed and due.
    /// </summary>
    public DateTimeOffset? Retry { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>Nothing else goes to this notifier before this time: the vendor asked for it.</summary>
    public DateTimeOffset? NotifierBusyUntil { get; init; }

    /// <summary>A line for the timeline, written with it.</summary>
    public Contracts.TimelineEntry? Journal { get; init; }
}
