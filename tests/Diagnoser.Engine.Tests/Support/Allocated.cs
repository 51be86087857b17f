namespace Diagnoser.Engine.Tests.Support;

/// <summary>What an action takes of the heap.</summary>
internal static class Allocated
{
    private const int Tries = 10;

    /// <summary>
    /// Bytes that this thread takes for it: the least of several runs, since the runtime's own work (a method compiled anew, a collection that
    /// hands the thread another piece of the heap) falls into some of them. What the action takes itself it takes every time.
    /// </summary>
    public static long By(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var i = 0; i < Tries && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
