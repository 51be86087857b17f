namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Gathers the findings about one file.</summary>
internal sealed class FindingLog(string file)
{
    private readonly List<LintFinding> _findings = [];

    public string File => file;

    public bool HasErrors => _findings.Exists(f => f.Level == FindingLevel.Error);

    /// <summary>The findings in order of their place.</summary>
    public IReadOnlyList<LintFinding> Findings => [.. _findings.OrderBy(f => f.Mark.Line).ThenBy(f => f.Mark.Column)];

    public void Error(RuleNode node, string key, string message) => Add(FindingLevel.Error, node, key, message);

    public void Warning(RuleNode node, string key, string message) => Add(FindingLevel.Warning, node, key, message);

    private void Add(FindingLevel level, RuleNode node, string key, string message) =>
        _findings.Add(new LintFinding(level, file, node.Mark, key, key.Length == 0 ? message : $"{key}: {message}"));
}
