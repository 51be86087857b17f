using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Support;

/// <summary>A folder of small rules that goes with its test.</summary>
internal sealed class RuleFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("diagnoser-rules-").FullName;

    /// <summary>A rule that tells of every end with this code.</summary>
    public static string Rule(string id, int code = 7, string summary = "ended") => TestRule.Yaml
        .Replace(TestRule.Id, id, StringComparison.Ordinal)
        .Replace("container.exit_code: 7", $"container.exit_code: {code}", StringComparison.Ordinal)
        .Replace("} ended with", $"}} {summary} with", StringComparison.Ordinal);

    /// <summary>A rule that tells of a container's third end with code 1 within ten minutes.</summary>
    public static string CountRule(string id) => Rule(id, 1)
        .Replace("by: [container.run]", "by: [container.id]\n  within: 10m", StringComparison.Ordinal)
        .Replace("any: [die]", "count: { of: die, gte: 3 }", StringComparison.Ordinal);

    public RuleFolder Write(string name, string text)
    {
        var path = At(name);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public RunbooksInUse Load(DateTimeOffset now) => RunbooksInUse.Load([Path], now);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
