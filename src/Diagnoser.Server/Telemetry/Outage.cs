namespace Diagnoser.Server.Telemetry;

/// <summary>Keeps a log readable while something is away: its problem is said once, and that it is over. Any thread.</summary>
internal sealed class Outage
{
    private string? _problem;

    /// <summary>True if this problem has not been said yet.</summary>
    public bool Began(string problem) => Interlocked.Exchange(ref _problem, problem) != problem;

    /// <summary>True if a problem has been said, and none since.</summary>
    public bool Ended() => Interlocked.Exchange(ref _problem, null) is not null;
}
