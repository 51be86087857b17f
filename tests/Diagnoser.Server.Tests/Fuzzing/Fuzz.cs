using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>
/// Tries a property on made-up inputs for as long as DIAGNOSER_FUZZ_SECONDS says (two seconds a test without it). The shortest input that breaks it
/// is written into the folder Cases beside the test, whose files are tried in every run.
/// </summary>
internal static class Fuzz
{
    /// <summary>The setting: how long each fuzz test looks, in seconds.</summary>
    public const string Setting = "DIAGNOSER_FUZZ_SECONDS";

    private const int Usual = 2;

    // Bounds that only a defect reaches: a rule's file is read and its tests are run within milliseconds and some megabytes.
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Hung = TimeSpan.FromMinutes(5);
    private const long MostAllocated = 2L << 30;

    private static int Seconds =>
        int.TryParse(Environment.GetEnvironmentVariable(Setting), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : Usual;

    /// <summary>Tries inputs of this generator; the first that breaks the property fails the test.</summary>
    /// <param name="inputs">Makes them.</param>
    /// <param name="extension">What the name of a kept case ends in, such as <c>.yaml</c>.</param>
    /// <param name="holds">Throws on an input that breaks the property.</param>
    /// <param name="test">The test; it names the kept case.</param>
    /// <param name="file">The test's file.</param>
    public static void Try(Gen<byte[]> inputs, string extension, Action<byte[]> holds, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        var shortest = new Shortest();
        using var running = new RunningInputs(test, extension, Hung);
        try
        {
            inputs.Sample(
                input =>
                {
                    using var _ = running.Begin(input);
                    try
                    {
                        Bounded(input, holds);
                    }
                    catch (Exception e) when (shortest.Take(input, e))
                    {
                        throw;
                    }
                },
                time: Seconds,
                print: input => $"{input.Length} bytes");
        }
        catch (CsCheckException) when (shortest.Input is not null)
        {
            var folder = Path.Combine(Path.GetDirectoryName(file)!, "Cases");
            _ = Directory.CreateDirectory(folder);
            var kept = Path.Combine(folder, $"{test}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(shortest.Input))[..8]}{extension}");
            File.WriteAllBytes(kept, shortest.Input);
            Assert.Fail($"kept as {kept}: {shortest.Reason}\n{Encoding.UTF8.GetString(shortest.Input.AsSpan(0, Math.Min(shortest.Input.Length, 2000)))}");
        }
    }

    /// <summary>The kept cases with this extension, by name.</summary>
    public static TheoryData<string> Cases(string extension) =>
        [.. Directory.EnumerateFiles(Folder, "*" + extension).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>A kept case.</summary>
    public static byte[] Case(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>Tries one input, within the bounds of time and memory.</summary>
    public static void Bounded(byte[] input, Action<byte[]> holds)
    {
        var (started, allocated) = (ThreadTime.Now, GC.GetAllocatedBytesForCurrentThread());
        holds(input);
        var took = ThreadTime.Now - started;
        var used = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(took < LongestTry, $"it took {took.TotalSeconds:0.0} s of the processor");
        Assert.True(used < MostAllocated, $"it took {used >> 20} MiB of memory in all");
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases");

    private sealed class Shortest
    {
        private readonly Lock _lock = new();

        public byte[]? Input { get; private set; }

        public string Reason { get; private set; } = "";

        /// <summary>Always true, so that a filter can call it.</summary>
        public bool Take(byte[] input, Exception reason)
        {
            lock (_lock)
            {
                if (Input is null || input.Length < Input.Length)
                {
                    (Input, Reason) = (input, reason.ToString());
                }
            }

            return true;
        }
    }
}
