namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Makes one failure of the several lines that the daemon writes about a pull. It tries every address of a registry, and says of each that it goes on to the
/// next, the last one included; what the registry said of the image itself (4xx) goes to the client alone. So such an answer is the pull's end if nothing follows
/// it, unless a mirror is asked first: then the real registry comes behind it.
/// </summary>
internal sealed class PullFailures(TimeProvider clock)
{
    private const int MaxPulls = 256;
    private const string Attempted = "Attempting next endpoint for pull after error: ";
    private const string Ended = "Not continuing with pull after error";
    private const string Handler = "Handler for POST ";
    private const string Create = "/images/create returned error: ";
    private const string NextHost = "trying next host";
    private const string TaskPull = "pulling image failed";
    private const string Unread = "Error getting v2 registry: ";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Pull> _pulls = new(StringComparer.Ordinal);

    /// <summary>Takes a line; true if it is about a pull, and then it is not to be told for itself.</summary>
    /// <param name="line">The line.</param>
    /// <param name="time">When it was written.</param>
    /// <param name="failed">Gets the failure that it completes.</param>
    public bool Accept(DaemonLine line, DateTimeOffset time, ICollection<PullFailure> failed)
    {
        if (line.Says(NextHost) || line.Message.StartsWith(Attempted, StringComparison.Ordinal))
        {
            var pull = PullOf(line);
            pull.Time = time;
            pull.Error = line.Field("error") ?? line.Message[Math.Min(Attempted.Length, line.Message.Length)..];
            return true;
        }

        if (End(line) is { } error)
        {
            var pull = PullOf(line);
            if (!pull.IsTold)
            {
                failed.Add(new PullFailure(time, error, line));
            }

            pull.IsTold = true;
            pull.Error = null;
            return true;
        }

        return line.Message.StartsWith(Unread, StringComparison.Ordinal);
    }

    /// <summary>Takes those after which nothing more came.</summary>
    /// <param name="hasMirror">True if the daemon asks a mirror first.</param>
    /// <param name="failed">Gets them.</param>
    public void Settle(bool hasMirror, ICollection<PullFailure> failed)
    {
        foreach (var (trace, pull) in _pulls)
        {
            var silent = clock.GetElapsedTime(pull.Stamp);
            if (silent >= Silence && pull is { Error: { } error, IsTold: false } && !hasMirror && PullError.Of(error).Kind is "denied" or "not_found" or "rate_limit")
            {
                failed.Add(new PullFailure(pull.Time, pull.Error!, pull.Line));
                pull.Error = null;
                pull.IsTold = true;
            }

            if (silent >= Kept)
            {
                _ = _pulls.Remove(trace);
            }
        }
    }

    private static string? End(DaemonLine line)
    {
        var message = line.Message;
        if (message.StartsWith(Ended, StringComparison.Ordinal))
        {
            return line.Field("error") ?? message[Ended.Length..].TrimStart(':', ' ');
        }

        if (message == TaskPull)
        {
            return line.Field("error") ?? message;
        }

        var at = message.IndexOf(Create, StringComparison.Ordinal);
        return at > 0 && message.StartsWith(Handler, StringComparison.Ordinal) ? message[(at + Create.Length)..] : null;
    }

    private Pull PullOf(DaemonLine line)
    {
        var trace = line.Trace ?? "";
        if (!_pulls.TryGetValue(trace, out var pull))
        {
            if (_pulls.Count >= MaxPulls)
            {
                _ = _pulls.Remove(_pulls.MinBy(known => known.Value.Stamp).Key);
            }

            _pulls[trace] = pull = new Pull();
        }

        // Engines before 24 name no request: there the next pull may be another one.
        if (trace.Length == 0 && pull.IsTold && clock.GetElapsedTime(pull.Stamp) >= Silence)
        {
            pull.IsTold = false;
        }

        (pull.Stamp, pull.Line) = (clock.GetTimestamp(), line);
        return pull;
    }

    private sealed class Pull
    {
        public long Stamp { get; set; }

        public DateTimeOffset Time { get; set; }

        public DaemonLine? Line { get; set; }

        public string? Error { get; set; }

        public bool IsTold { get; set; }
    }
}

/// <summary>A pull that failed.</summary>
/// <param name="Time">When the daemon gave up.</param>
/// <param name="Error">What the registry or the engine answered.</param>
/// <param name="Line">The line that says so.</param>
internal sealed record PullFailure(DateTimeOffset Time, string Error, DaemonLine? Line);
