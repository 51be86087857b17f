using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>
/// Asks the engine whether it lives, and inspects one container after the other: the list is served from memory, so that a container whose lock is held
/// for ever is seen by an inspect only. Tells once that an answer is overdue, and again each five minutes while it is.
/// </summary>
internal sealed class DaemonProbe(SourceKit kit, EngineClient client)
{
    public const string Name = "daemon probe";

    /// <summary>Unanswered questions in a row that make it overdue.</summary>
    internal const int Overdue = 3;

    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InspectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(5);

    // One inspect a round of pings is a negligible load, and comes round 50 containers in four minutes.
    private Silence _ping = new("ping", null);
    private Silence? _inspect;
    private string _lastCanary = "";

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, kit.Clock, cancellationToken);
            await AskAsync(cancellationToken);
        }
    }

    /// <summary>One round of questions.</summary>
    internal async Task AskAsync(CancellationToken cancellationToken)
    {
        var asked = kit.Clock.GetUtcNow();
        if (await IsSilentAsync(() => client.PingAsync(PingPatience, cancellationToken)))
        {
            _ping = await OverdueAsync(_ping, asked, cancellationToken);
            return;
        }

        _ping = new Silence("ping", null);
        if ((_inspect?.Container ?? NextCanary()) is not { } canary)
        {
            return;
        }

        asked = kit.Clock.GetUtcNow();
        var isSilent = await IsSilentAsync(async () => _ = await client.GetAsync($"/containers/{canary.Id}/json", InspectPatience, cancellationToken));
        _inspect = isSilent && canary.IsAlive ? await OverdueAsync(_inspect ?? new Silence("inspect", canary), asked, cancellationToken) : null;
    }

    // An engine that refuses or cannot be reached is another matter, which the event stream tells of.
    private static async Task<bool> IsSilentAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return false;
        }
    }

    private async Task<Silence> OverdueAsync(Silence silence, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var now = kit.Clock.GetUtcNow();
        silence = silence with { Count = silence.Count + 1, Since = silence.Since ?? asked };
        if (silence.Count < Overdue || now - silence.Told < TellInterval)
        {
            return silence;
        }

        await kit.Outlet.PublishAsync(Tell(silence, now), cancellationToken);
        return silence with { Told = now };
    }

    private DockerEvent Tell(Silence silence, DateTimeOffset now)
    {
        var context = kit.Factory.Context;
        var facts = new KeyValuePair<string, string>[] { new("request", silence.Request), new("container", silence.Container?.Id ?? "") };
        return kit.Factory.Of(EventTypes.DaemonUnresponsive, now, Name, context.Daemon, facts,
        [
            new("daemon.request", silence.Request),
            new("daemon.waited", (now - silence.Since!.Value).TotalSeconds),
            new("daemon.process_alive", context.EnginePid is { } pid ? EngineProcess.Start(context.Options.ProcPath, pid) == context.EngineStart : default(AttributeValue)),
            new(AttributeNames.ContainerId, SnapshotAttributes.Text(silence.Container?.Id)),
            new("container.name", SnapshotAttributes.Text(silence.Container?.Snapshot?.Name)),
        ]);
    }

    private KnownContainer? NextCanary()
    {
        var alive = kit.Inventory.All.Where(container => container.IsAlive).OrderBy(container => container.Id, StringComparer.Ordinal).ToList();
        var next = alive.Find(container => string.CompareOrdinal(container.Id, _lastCanary) > 0) ?? alive.FirstOrDefault();
        _lastCanary = next?.Id ?? "";
        return next;
    }

    private sealed record Silence(string Request, KnownContainer? Container)
    {
        public int Count { get; init; }

        public DateTimeOffset? Since { get; init; }

        public DateTimeOffset Told { get; init; }
    }
}
