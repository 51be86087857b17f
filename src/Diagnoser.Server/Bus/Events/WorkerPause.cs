namespace Diagnoser.Server.Bus.Events;

/// <summary>How long a partition rests after its worker has failed: longer each time, since every try asks the store for much.</summary>
/// <param name="Length">How long.</param>
/// <param name="Since">Time stamp of the failure.</param>
internal sealed record WorkerPause(TimeSpan Length, long Since)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>After a worker that began then has ended; one that worked for a while was a good one.</summary>
    public static WorkerPause After(WorkerPause? before, long began, TimeProvider clock)
    {
        var length = before is null || clock.GetElapsedTime(began) > Longest ? Shortest : before.Length * 2;
        return new WorkerPause(length < Longest ? length : Longest, clock.GetTimestamp());
    }

    public bool IsOver(TimeProvider clock) => clock.GetElapsedTime(Since) >= Length;
}
