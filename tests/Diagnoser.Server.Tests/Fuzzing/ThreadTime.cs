using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>How long the processor worked for this thread; time in which a busy machine lets it wait does not count.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    /// <summary>The time since some moment; on other systems than Linux that of the clock on the wall.</summary>
    public static TimeSpan Now =>
        OperatingSystem.IsLinux() && GetTime(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
            : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out UnixTime time);

    private readonly struct UnixTime
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
