namespace Diagnoser.Collector.Configuration;

/// <summary>The settings cannot be used. Holds all that is wrong with them, so that one look mends it.</summary>
public sealed class SettingsException(IReadOnlyList<SettingProblem> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>What is wrong, in the order of the sources.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}

/// <summary>Something wrong with the settings. Never holds the value of a secret.</summary>
/// <param name="Origin">The file with line and column, the variable or the flag.</param>
/// <param name="Key">The setting; empty if it is about the whole source.</param>
/// <param name="Text">What is wrong and what would be right.</param>
public sealed record SettingProblem(string Origin, string Key, string Text)
{
    /// <summary>As one line.</summary>
    public override string ToString() => Key.Length == 0 ? $"{Origin}: {Text}" : $"{Origin}: {Key}: {Text}";
}
