namespace Diagnoser.Collector.Endpoints;

/// <summary>Reads small files of the host that may vanish, or be closed to us, at any moment.</summary>
internal static class HostFiles
{
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static string? ReadLine(string path) => Read(path)?.Split('\n')[0].Trim();

    /// <summary>The id of the host's current boot.</summary>
    public static string BootId(string procPath) => ReadLine(Path.Combine(procPath, "sys/kernel/random/boot_id")) ?? "";

    public static long? ReadNumber(string path) =>
        long.TryParse(ReadLine(path), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number after a word at the start of a line, as in <c>oom_kill 3</c>.</summary>
    public static long? NumberAfter(string? text, string word)
    {
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
        {
            if (line.StartsWith(word, StringComparison.Ordinal) && line.Length > word.Length && line[word.Length] == ' ')
            {
                return long.TryParse(line[(word.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }
}
