using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Reads what the engine remembers of its events: the last 256 of all kinds together, asked for without a filter, so that it shows how far back they go.</summary>
internal sealed class EngineMemory(EngineClient client)
{
    /// <summary>How many it remembers (moby, <c>eventsLimit</c> in <c>daemon/events/events.go</c>).</summary>
    public const int Capacity = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RawEventParser _parser = new(RawEventTypes.OfMemory);

    /// <summary>Its events of a time, in its order.</summary>
    /// <exception cref="TimeoutException">It did not give them within five seconds.</exception>
    public async Task<EngineMemoryReading> ReadAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var rows = new List<RawEvent>();
        var reader = new EventStreamReader(_parser, rows.Add);
        try
        {
            using var stream = await client.OpenAllEventsAsync(since, until, limit.Token);
            await reader.ReadAsync(stream, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the engine did not give its last events within {Patience.TotalSeconds:0} s");
        }

        return new EngineMemoryReading(rows, reader.Damaged);
    }
}

/// <summary>Events that an engine remembered.</summary>
/// <param name="Rows">All of the time asked for, of kinds that nobody uses too.</param>
/// <param name="Damaged">Lines that could not be read.</param>
internal sealed record EngineMemoryReading(IReadOnlyList<RawEvent> Rows, long Damaged)
{
    /// <summary>True if the engine has surely not forgotten an event since this instant.</summary>
    public bool ReachesBackTo(DateTimeOffset from) => Rows.Count + Damaged < EngineMemory.Capacity || Rows.Any(row => row.Time <= from);
}
