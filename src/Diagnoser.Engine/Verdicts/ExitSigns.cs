namespace Diagnoser.Engine.Verdicts;

/// <summary>Everything the exit table looks at, as small enumerations, so that every combination can be tried.</summary>
internal readonly record struct ExitSigns
{
    /// <summary>A process of the container ran at all.</summary>
    public bool Started { get; init; }

    /// <summary>What the kernel log says about this run.</summary>
    public KernelWord Kernel { get; init; }

    /// <summary>Whose limit the kernel ran into; without meaning unless <see cref="Kernel"/> names a kill.</summary>
    public LimitOwner Owner { get; init; }

    /// <summary>The kill came within ten seconds before the end; an earlier one hit some other process and is history.</summary>
    public bool KillNearEnd { get; init; }

    /// <summary>What the engine says about OOM.</summary>
    public EngineOom EngineOom { get; init; }

    /// <summary>The host's own count of OOM kills over the run's end.</summary>
    public HostOomKills HostOomKills { get; init; }

    /// <summary>Whether the cgroup's memory had reached the container's own limit.</summary>
    public OwnLimit OwnLimit { get; init; }

    /// <summary>What was asked through the API.</summary>
    public ApiRequest Request { get; init; }

    /// <summary>Who asks on this container's behalf.</summary>
    public Requester Requester { get; init; }

    /// <summary>The exit code's meaning.</summary>
    public ExitClass Exit { get; init; }

    /// <summary>The daemon was restarted about when the run ended.</summary>
    public bool DaemonRestarted { get; init; }

    /// <summary>The end was found by comparing states, not seen as it happened.</summary>
    public bool Reconciled { get; init; }

    /// <summary>The exit code and the signals come from the engine's state, not from event attributes that labels can overwrite (F9).</summary>
    public bool Inspected { get; init; }

    /// <summary>The container was removed right after its end, and not by <c>--rm</c>.</summary>
    public bool Removed { get; init; }
}

/// <summary>What the kernel log says.</summary>
internal enum KernelWord
{
    NotReadable,
    NoKill,
    MainKilled,
    ChildKilled,

    /// <summary>A process was killed and it is not known whether it was the main one.</summary>
    SomeKilled,
}

/// <summary>Whose limit was reached.</summary>
internal enum LimitOwner
{
    Own,

    /// <summary>A cgroup's limit, and the line does not say which one's, or it is one inside the container.</summary>
    OwnAssumed,
    Parent,
    Host,
}

/// <summary>What the engine says about OOM.</summary>
internal enum EngineOom
{
    No,

    /// <summary>An <c>oom</c> event long before the end: some other process.</summary>
    Earlier,

    /// <summary>An <c>oom</c> event about the end, or State.OOMKilled without any event.</summary>
    AtEnd,
}

/// <summary>Growth of the host's OOM kill counter.</summary>
internal enum HostOomKills
{
    Unknown,
    Unchanged,
    Increased,
}

/// <summary>Whether the memory peak reached the own limit.</summary>
internal enum OwnLimit
{
    Unknown,
    NotReached,
    Reached,
}

/// <summary>What was asked through the API in this run, as far as it can have to do with its end.</summary>
internal enum ApiRequest
{
    None,

    /// <summary>Requests could not be seen.</summary>
    NotSeen,
    Stop,

    /// <summary>The stop signal, and signal 9 without a time to stop (<c>docker stop -t 0</c>).</summary>
    StopAtOnce,

    /// <summary>The stop signal, and signal 9 when the time to stop was over.</summary>
    Escalated,

    /// <summary>Signal 9 alone.</summary>
    Kill,

    /// <summary>Another signal, and the exit code is that signal's.</summary>
    FatalSignal,

    /// <summary>Another signal shortly before the end.</summary>
    OtherSignal,
}

/// <summary>Who asks.</summary>
internal enum Requester
{
    Operator,
    Swarm,
    Daemon,
}

/// <summary>Meaning of an exit code.</summary>
internal enum ExitClass
{
    /// <summary>The code is not known.</summary>
    Unknown,
    Success,
    Error,

    /// <summary>126, 127.</summary>
    CommandFailed,

    /// <summary>130.</summary>
    Sigint,

    /// <summary>137.</summary>
    Sigkill,

    /// <summary>143.</summary>
    Sigterm,

    /// <summary>SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.</summary>
    Crash,
    OtherSignal,

    /// <summary>255: exit(-1), or what the engine writes when it lost the process.</summary>
    MinusOne,
}
