namespace Diagnoser.Collector.Configuration;

/// <summary>Prints what <c>config check</c> says: every setting, its value in the end, and where that comes from.</summary>
public static class SettingsPage
{
    private const int WidestValue = 48;

    /// <summary>One line a setting. Values and origins come from people's files: <paramref name="harmless"/> makes them fit for the output.</summary>
    public static void Print(Settings settings, TextWriter output, Func<string, string> harmless)
    {
        var lines = settings.Effective.Select(value => (value.Key, Value: harmless(value.Value ?? "-"), Origin: harmless(value.Origin))).ToList();
        var keys = lines.Max(line => line.Key.Length);
        var values = Math.Min(WidestValue, lines.Max(line => line.Value.Length));
        foreach (var (key, value, origin) in lines)
        {
            output.WriteLine($"{key.PadRight(keys)}  {value.PadRight(values)}  {origin}");
        }
    }
}
