namespace Diagnoser.Collector.Tests.Support;

/// <summary>Waits for a state that can only be asked for.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until it holds; fails after twenty seconds.</summary>
    public static async Task TrueAsync(Func<bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "it never came true");
            await Task.Delay(Period, TestContext.Current.CancellationToken);
        }
    }
}
