namespace Diagnoser.Collector.Configuration;

/// <summary>The value that a setting has in the end.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">The value for people's eyes, secrets masked; null if there is none.</param>
/// <param name="Origin">Where it comes from: a flag, a variable, a file with its line, <c>default</c>, or <c>not set</c>.</param>
public sealed record SettingValue(string Key, string? Value, string Origin);
