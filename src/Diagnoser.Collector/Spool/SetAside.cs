using System.Globalization;

namespace Diagnoser.Collector.Spool;

/// <summary>Damaged spools, kept beside the new one for whoever wants to look: the newest two.</summary>
internal static class SetAside
{
    private const int Kept = 2;
    private const string Mark = ".bad-";

    private static readonly string[] Parts = ["", "-wal"];

    /// <summary>Moves a spool's files out of the way; gives the new name.</summary>
    public static string Move(string file, DateTimeOffset now)
    {
        var stamp = string.Create(CultureInfo.InvariantCulture, $"{file}{Mark}{now:yyyyMMdd'T'HHmmss}");
        var aside = stamp;
        for (var i = 1; File.Exists(aside); i++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{stamp}-{i}");
        }

        foreach (var part in Parts)
        {
            if (File.Exists(file + part))
            {
                File.Move(file + part, aside + part);
            }
        }

        File.Delete(file + "-shm");
        Prune(file);
        return aside;
    }

    private static void Prune(string file)
    {
        var names = Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + Mark + "*")
            .Where(name => !name.EndsWith("-wal", StringComparison.Ordinal) && !name.EndsWith("-shm", StringComparison.Ordinal))
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .ThenByDescending(name => name.Length)
            .ThenByDescending(name => name, StringComparer.Ordinal);
        foreach (var name in names.Skip(Kept))
        {
            foreach (var part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            {
                File.Delete(name + part);
            }
        }
    }
}
