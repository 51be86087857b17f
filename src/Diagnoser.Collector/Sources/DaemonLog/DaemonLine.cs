namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>A line of the daemon's own log, taken apart. All of it is hostile text: image names and answers of registries stand in it.</summary>
/// <param name="Level">One of debug, info, warning, error and fatal.</param>
/// <param name="Message">What it says.</param>
/// <param name="Fields">What else it names, in order, its time, level and message apart.</param>
internal sealed record DaemonLine(string Level, string Message, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>When it was written; null if the line does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The request that it belongs to; null in engines before 24 and in lines of none.</summary>
    public string? Trace => Field("traceID");

    /// <summary>True if it says that something is not as it should be.</summary>
    public bool IsTrouble => Level is "warning" or "error" or "fatal";

    /// <summary>The field's text; null without it.</summary>
    public string? Field(string name)
    {
        foreach (var (key, value) in Fields)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    public bool Says(string text) => Message.Contains(text, StringComparison.Ordinal);
}
