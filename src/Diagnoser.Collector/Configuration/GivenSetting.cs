namespace Diagnoser.Collector.Configuration;

/// <summary>A value as a source gives it, not yet looked at.</summary>
/// <param name="Key">The key as written there.</param>
/// <param name="Text">The value.</param>
/// <param name="Origin">Where exactly.</param>
internal sealed record GivenSetting(string Key, string Text, string Origin);
