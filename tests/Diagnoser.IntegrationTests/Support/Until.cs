namespace Diagnoser.IntegrationTests.Support;

/// <summary>Waits for a state that can only be asked for.</summary>
internal static class Until
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is not null; fails with the complaint after this long.</summary>
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> ask, TimeSpan patience, Func<string> complaint)
        where T : class
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, complaint());
            await Task.Delay(Period, TestContext.Current.CancellationToken);
        }
    }

    public static async Task TrueAsync(Func<Task<bool>> ask, TimeSpan patience, Func<string> complaint) =>
        _ = await NotNullAsync(async () => await ask() ? "yes" : null, patience, complaint);
}
