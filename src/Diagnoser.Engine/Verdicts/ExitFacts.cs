using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>All that is known about one end: the signs that decide, and the values that the verdict cites.</summary>
/// <param name="Signs">What the table looks at.</param>
/// <param name="End">The <c>container.die</c> or <c>container.start_failed</c>.</param>
internal sealed record ExitFacts(ExitSigns Signs, DockerEvent End)
{
    /// <summary>The kernel kill that <see cref="ExitSigns.Kernel"/> is about.</summary>
    public KernelKill? Kill { get; init; }

    /// <summary>All kernel kills of the run.</summary>
    public int Kills { get; init; }

    /// <summary>The engine's <c>oom</c> events of the run, one kill can yield many (F16).</summary>
    public int Ooms { get; init; }

    /// <summary>The last of them.</summary>
    public DateTimeOffset? LastOom { get; init; }

    /// <summary>The signals sent through the API, oldest first.</summary>
    public IReadOnlyList<ApiSignal> Signals { get; init; } = [];

    /// <summary>The engine's <c>stop</c> event.</summary>
    public DateTimeOffset? Stopped { get; init; }

    /// <summary>When the daemon was seen to go or to come back, about the end.</summary>
    public DateTimeOffset? DaemonGone { get; init; }

    /// <summary>The exit code.</summary>
    public long? ExitCode => End.Attributes.Integer(AttributeNames.ExitCode);
}
