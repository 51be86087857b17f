using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// What the collector knows of one container. Only work posted to it may change it: posted work runs one piece after the other, in
/// the order of posting, so that a container's events are published in order however long each one's evidence takes. Anybody may read it.
/// </summary>
internal sealed class KnownContainer(string id)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    // Exchanged as a whole, so that who reads from elsewhere never sees half a time.
    private volatile State _state = new();
    private volatile ContainerSnapshot? _snapshot;
    private volatile LedgerRow? _row;

    public string Id { get; } = id;

    public ContainerSnapshot? Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }

    /// <summary>What is known of it across restarts of the collector; null before its first sight and after its removal.</summary>
    public LedgerRow? Row
    {
        get => _row;
        set => _row = value;
    }

    /// <summary>The latest run; its events may still come after its end.</summary>
    public DateTimeOffset? Run
    {
        get => _state.Run;
        set => _state = _state with { Run = value };
    }

    /// <summary>The latest run whose start was published. A run that was merely found going is not: its event may be on its way.</summary>
    public DateTimeOffset? BegunRun
    {
        get => _state.BegunRun;
        set => _state = _state with { BegunRun = value };
    }

    /// <summary>The latest run whose end was published.</summary>
    public DateTimeOffset? EndedRun
    {
        get => _state.EndedRun;
        set => _state = _state with { EndedRun = value };
    }

    public bool IsAlive
    {
        get => _state.IsAlive;
        set => _state = _state with { IsAlive = value };
    }

    /// <summary>The latest run's main process; zero if it was never seen.</summary>
    public int MainPid
    {
        get => _state.MainPid;
        set => _state = _state with { MainPid = value };
    }

    /// <summary>When the engine said that it was removed.</summary>
    public DateTimeOffset? DestroyedAt
    {
        get => _state.DestroyedAt;
        set => _state = _state with { DestroyedAt = value };
    }

    /// <summary>True once inspect said that there is no such container: no need to ask again.</summary>
    public bool IsGone
    {
        get => _state.IsGone;
        set => _state = _state with { IsGone = value };
    }

    /// <summary>The failed start that was published last.</summary>
    public string AnnouncedError { get; set; } = "";

    public DateTimeOffset? AnnouncedAttempt { get; set; }

    public DateTimeOffset AnnouncedAt { get; set; }

    /// <summary>True once its creation was published, whether inspect answered then or not.</summary>
    public bool IsCreateTold { get; set; }

    /// <summary>The configuration that was looked at last for changes and risks, see <see cref="ContainerSnapshot.ConfigurationMark"/>; null if none was.</summary>
    public long? ConfigurationMark { get; set; }

    /// <summary>When a network was connected or disconnected, which no inspect followed; null after the next look.</summary>
    public DateTimeOffset? TouchedAt { get; set; }

    /// <summary>True after a health probe that failed, until one is good.</summary>
    public bool HasFailingProbe { get; set; }

    /// <summary>Does this work after all that was posted before. Faults are the poster's to handle; they do not stop later work.</summary>
    public Task Post(Func<Task> work)
    {
        lock (_gate)
        {
            return _last = RunAfterAsync(_last, work);
        }
    }

    private static async Task RunAfterAsync(Task previous, Func<Task> work)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await work();
    }

    private sealed record State
    {
        public DateTimeOffset? Run { get; init; }

        public DateTimeOffset? BegunRun { get; init; }

        public DateTimeOffset? EndedRun { get; init; }

        public bool IsAlive { get; init; }

        public int MainPid { get; init; }

        public DateTimeOffset? DestroyedAt { get; init; }

        public bool IsGone { get; init; }
    }
}
