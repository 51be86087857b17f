namespace Diagnoser.Engine.Verdicts;

/// <summary>What was asked of one run through the API, and what of it can have to do with its end.</summary>
/// <param name="Signals">All signals of the run, oldest first.</param>
/// <param name="Stopped">The engine's <c>stop</c> event.</param>
/// <param name="End">When the run ended.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="StopSignal">The configured stop signal.</param>
/// <param name="StopTimeout">How long the engine waits after it.</param>
internal sealed record ApiRequests(
    IReadOnlyList<ApiSignal> Signals,
    DateTimeOffset? Stopped,
    DateTimeOffset End,
    long? ExitCode,
    int StopSignal,
    TimeSpan StopTimeout)
{
    /// <summary>How long before the end a signal can lie that had to do with it, unless a <c>stop</c> event says more.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(10);

    /// <summary>Shorter than the shortest time to stop that can be set (1 s): none was given.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    /// <summary>The request that ended the run; null if there was none.</summary>
    public ApiRequest? Ending()
    {
        if (Signals.Count == 0)
        {
            return StopSeen ? ApiRequest.Stop : null;
        }

        var signals = Signals.Where(signal => signal.Time <= End || EndsWith(signal)).ToList();
        var kill = signals.FindLastIndex(IsKill);
        if (kill >= 0)
        {
            var at = signals[kill].Time;
            var stop = signals.FindLastIndex(kill, signal => !IsKill(signal) && AsksToStop(signal, at));
            return stop < 0
                ? ApiRequest.Kill
                : at - signals[stop].Time < AtOnce ? ApiRequest.StopAtOnce : ApiRequest.Escalated;
        }

        return signals.Exists(signal => AsksToStop(signal, End)) || (signals.Count == 0 && StopSeen)
            ? ApiRequest.Stop
            : signals.Count > 0 ? OfOther(signals[^1]) : null;
    }

    private ApiRequest? OfOther(ApiSignal signal) => End - signal.Time > Near
        ? null
        : ExitCode == 128 + signal.Number
            ? ApiRequest.FatalSignal
            // Attached terminals pass Ctrl-C on as signal 2; a JVM answers signal 3 with a thread dump and lives on.
            : signal.Number is ApiSignal.Int or ApiSignal.Quit && ExitCode is 0 or 130 or 131 or 143
                ? ApiRequest.Stop
                : ApiRequest.OtherSignal;

    /// <summary>A signal whose number a label hides (F9) was 9 if the process ended by it and nothing else was tried.</summary>
    private bool IsKill(ApiSignal signal) => signal.Number is { } number
        ? number == ApiSignal.Kill
        : ExitCode == 137 && (!StopSeen || signal != Signals.First(other => other.Number is null));

    private bool AsksToStop(ApiSignal signal, DateTimeOffset until) =>
        StopSeen
        || (signal.Number is null or ApiSignal.Term || signal.Number == StopSignal) && until - signal.Time <= StopTimeout + Near;

    /// <summary>The event of a signal may come just after the death that it caused, but then the exit code is that signal's, or 0.</summary>
    private bool EndsWith(ApiSignal signal) => signal.Number is { } number
        ? ExitCode == 128 + number || (ExitCode == 0 && number != ApiSignal.Kill)
        : ExitCode is 0 or > 128;

    /// <summary>A <c>stop</c> after the death can also have stopped a container that waited for its restart.</summary>
    private bool StopSeen => Stopped is { } stopped && (stopped <= End || ExitCode is 0 or 130 or 131 or 137 or 143);
}
