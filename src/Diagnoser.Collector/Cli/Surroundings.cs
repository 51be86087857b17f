using System.Text;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Cli;

/// <summary>Everything outside that a command of the collector touches, so that a test can stand in its place.</summary>
internal sealed record Surroundings
{
    private const int LongestLine = 8192;

    public required TextWriter Out { get; init; }

    /// <summary>What a running collector says goes here, and nowhere else.</summary>
    public required TextWriter Error { get; init; }

    public required SettingsSources Sources { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>True if the process may write everywhere.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess() => new()
    {
        Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true },
        Error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true }),
        Sources = SettingsSources.OfProcess(),
        Clock = TimeProvider.System,
        IsRoot = Environment.IsPrivilegedProcess,
    };

    /// <summary>The settings, with the flags of this command line.</summary>
    public Settings Load(string? file, params IReadOnlyList<SettingFlag> flags) => Settings.Load(
        Sources with { File = file, Flags = flags },
        CollectorSettings.All(CollectorSettings.DataFolder(Sources.Variable, IsRoot)),
        CollectorSettings.Foreign);

    /// <summary>A line on stderr; its text may come from anywhere.</summary>
    public void Tell(string text) => Error.WriteLine("diagnoser-collector: " + Harmless(text));

    /// <summary>The text as one harmless line.</summary>
    public static string Harmless(string text) => TerminalText.Line(text, LongestLine);
}
