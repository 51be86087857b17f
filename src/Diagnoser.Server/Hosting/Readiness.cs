using System.Collections.Concurrent;

namespace Diagnoser.Server.Hosting;

/// <summary>What this process needs and whether it has it, for <c>/readyz</c>.</summary>
internal sealed class Readiness
{
    private readonly ConcurrentDictionary<string, string?> _parts = new(StringComparer.Ordinal);

    /// <summary>Each part with what is wrong with it; null where nothing is.</summary>
    public IReadOnlyDictionary<string, string?> Parts => _parts;

    public bool IsReady => _parts.Values.All(problem => problem is null);

    public void Good(string part) => _parts[part] = null;

    public void Bad(string part, string problem) => _parts[part] = problem;
}
