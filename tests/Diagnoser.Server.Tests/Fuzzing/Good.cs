using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>What is right, to be spoilt: the shipped runbooks and the examples.</summary>
internal static class Good
{
    private static readonly string Examples = Path.Combine(AppContext.BaseDirectory, "Examples");
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "runbooks");

    /// <summary>The texts of their files.</summary>
    public static readonly IReadOnlyList<string> Files =
    [
        .. new[] { Examples, Shipped }.SelectMany(f => Directory.EnumerateFiles(f, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)).Select(File.ReadAllText),
    ];

    /// <summary>The rules, as two sets, since some of both have one id.</summary>
    public static readonly IReadOnlyList<RuleSet> Sets = [RunbookFolder.Load(Shipped).Set!, RunbookFolder.Load(Examples).Set!];
}
