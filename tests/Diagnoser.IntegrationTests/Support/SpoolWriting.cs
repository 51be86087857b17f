using System.Diagnostics;
using System.Globalization;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>
/// A process of its own that writes events to a spool, and to a file the id of each that is in the spool for good. It is this program, told to run
/// one test that nothing else runs: so it can be killed, or run behind something that makes its disk fail.
/// </summary>
internal static class SpoolWriting
{
    public const string Folder = "DIAGNOSER_TEST_SPOOL_FOLDER";
    public const string Broker = "DIAGNOSER_TEST_SPOOL_BROKER";
    public const string Run = "DIAGNOSER_TEST_SPOOL_RUN";
    public const string Most = "DIAGNOSER_TEST_SPOOL_MOST";

    /// <summary>The process, not yet started.</summary>
    /// <param name="folder">Where the spool is, and the file of ids.</param>
    /// <param name="broker">Where the events are published; null for nowhere.</param>
    /// <param name="run">Part of the ids, so that those of two processes differ.</param>
    /// <param name="most">How many events; it ends then.</param>
    public static Command Command(string folder, Uri? broker, int run, int most) => new(
        "dotnet",
        Path.Combine(AppContext.BaseDirectory, "Diagnoser.IntegrationTests.dll"),
        "--progress",
        "off",
        "--explicit",
        "only",
        "--filter-method",
        "*SpoolWriterTests.Writes_until_it_is_killed")
    {
        Environment = new Dictionary<string, string>
        {
            // The engine is of the tests around it: a second program of them would clear it away.
            ["DIAGNOSER_TEST_DOCKER"] = "",
            [Folder] = folder,
            [Broker] = broker?.OriginalString ?? "",
            [Run] = run.ToString(CultureInfo.InvariantCulture),
            [Most] = most.ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>The file of ids.</summary>
    public static string Kept(string folder) => Path.Combine(folder, "kept.txt");

    /// <summary>The ids of all that is in the spool for good, or was.</summary>
    public static IReadOnlyList<string> KeptIds(string folder) => File.Exists(Kept(folder)) ? [.. File.ReadLines(Kept(folder)).Where(id => id.EndsWith('.'))] : [];

    /// <summary>Waits until more is kept than before, or the process has ended.</summary>
    public static async Task GrowsAsync(string folder, Process process)
    {
        var before = Length(folder);
        while (Length(folder) <= before && !process.HasExited)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static long Length(string folder) => File.Exists(Kept(folder)) ? new FileInfo(Kept(folder)).Length : 0;
}
