using System.Collections.Concurrent;

namespace Diagnoser.Server.Hosting;

/// <summary>What this process needs and whether it has it, for <c>/readyz</c>.</summary>
internal sealed class Readiness
{
    private readonly ConcurrentDictionary<string, PartState> _parts = new(StringComparer.Ordinal);

    /// <summary>How each part is.</summary>
    public IReadOnlyDictionary<string, PartState> Parts => _parts;

    /// <summary>True if all work.</summary>
    public bool IsReady => _parts.Values.All(part => part.Problem is null);

    public void Good(string part) => _parts[part] = PartState.Good;

    /// <summary>The part works, but somebody should look after it.</summary>
    public void Warn(string part, string warning) => _parts[part] = new PartState(null, warning);

    public void Bad(string part, string problem) => _parts[part] = new PartState(problem, null);
}

/// <summary>How a part of this process is.</summary>
/// <param name="Problem">Why it does not work; null if it does.</param>
/// <param name="Warning">What to look after although it works; null if nothing.</param>
internal sealed record PartState(string? Problem, string? Warning)
{
    public static readonly PartState Good = new(null, null);

    /// <summary>In words.</summary>
    public string Text => Problem ?? (Warning is null ? "ok" : $"ok, but {Warning}");
}
