using System.Globalization;

namespace Diagnoser.Server.Cli.Output;

/// <summary>How far a long command is, on stderr where a terminal reads it; gone when the command is done.</summary>
internal sealed class ProgressBar(Surroundings surroundings) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly bool _isSeen = surroundings.ErrorPaint.Colour;
    private long _shown;
    private bool _isThere;

    /// <summary>Shows it, a few times a second.</summary>
    /// <param name="part">How much is done, 0 to 1.</param>
    /// <param name="events">How many events.</param>
    /// <param name="time">Up to which time.</param>
    public void Show(double part, long events, DateTimeOffset time)
    {
        if (!_isSeen || (_isThere && surroundings.Clock.GetElapsedTime(_shown) < Period))
        {
            return;
        }

        (_isThere, _shown) = (true, surroundings.Clock.GetTimestamp());
        var done = Math.Clamp(part, 0, 1);
        var (full, empty) = surroundings.ErrorPaint.Unicode ? ('█', '░') : ('#', '.');
        var bar = new string(full, (int)(done * Width)).PadRight(Width, empty);
        surroundings.Error.Write(string.Create(
            CultureInfo.InvariantCulture, $"\r{bar} {done * 100,3:0} %  {time.UtcDateTime:yyyy-MM-dd HH:mm}  {events:#,0} events"));
    }

    public void Dispose()
    {
        if (_isThere)
        {
            surroundings.Error.Write("\r\e[K");
        }
    }
}
