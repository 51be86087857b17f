using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources;

/// <summary>
/// What the collector knows of one container. Only work posted to it may touch it: posted work runs one piece after the other, in
/// the order of posting, so that a container's events are published in order however long each one's evidence takes.
/// </summary>
internal sealed class KnownContainer(string id)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    public string Id { get; } = id;

    public ContainerSnapshot? Snapshot { get; set; }

    /// <summary>What is known of it across restarts of the collector; null before its first sight and after its removal.</summary>
    public LedgerRow? Row { get; set; }

    /// <summary>The latest run; its events may still come after its end.</summary>
    public DateTimeOffset? Run { get; set; }

    /// <summary>The latest run whose start was published. A run that was merely found going is not: its event may be on its way.</summary>
    public DateTimeOffset? BegunRun { get; set; }

    /// <summary>The latest run whose end was published.</summary>
    public DateTimeOffset? EndedRun { get; set; }

    public bool IsAlive { get; set; }

    /// <summary>The latest run's main process; zero if it was never seen.</summary>
    public int MainPid { get; set; }

    /// <summary>The failed start that was published last.</summary>
    public string AnnouncedError { get; set; } = "";

    public DateTimeOffset? AnnouncedAttempt { get; set; }

    public DateTimeOffset AnnouncedAt { get; set; }

    /// <summary>When the engine said that it was removed.</summary>
    public DateTimeOffset? DestroyedAt { get; set; }

    /// <summary>True once its creation was published, whether inspect answered then or not.</summary>
    public bool IsCreateTold { get; set; }

    /// <summary>True once inspect said that there is no such container: no need to ask again.</summary>
    public bool IsGone { get; set; }

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
}
