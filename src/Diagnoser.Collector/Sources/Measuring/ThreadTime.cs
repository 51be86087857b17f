using System.Runtime.InteropServices;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Processor time of the calling thread. Time by the clock would count what other programs took, and measuring would fall asleep on a busy host.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;
    private const long NanoPerTick = 100;

    public static TimeSpan Now() =>
        ReadClock(ThreadClock, out var time) == 0 ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / NanoPerTick)) : TimeSpan.Zero;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
