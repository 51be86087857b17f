using System.Globalization;
using System.Threading.Channels;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Follows the file that the daemon logs to, over its rotation: a file that was renamed is read to its end, one that was cut begins anew. After a restart of the
/// collector it goes on where it stopped, in the renamed file if need be.
/// </summary>
internal sealed class DaemonLogFile(string path, TimeProvider clock) : IDaemonLogReader
{
    private const int BufferBytes = 32 * 1024;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly LogLineSplitter _lines = new();
    private SafeFileHandle? _file;
    private ulong _inode;
    private long _offset;
    private string? _hole;

    public string Origin { get; } = $"file:{path}:";

    public Task<MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var opened = Open(path);
            return Task.FromResult<MissingEvidence?>(null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var (why, remedy) = refused is UnauthorizedAccessException
                ? ($"the daemon's log ({path}) may not be read", $"give the collector's user the right to read {path}")
                : ($"the daemon's log ({path}) cannot be opened: {refused.Message}", "let Collector:DaemonLog name the file that the daemon logs to");
            return Task.FromResult<MissingEvidence?>(new MissingEvidence(EventTypes.DaemonLog, why, remedy));
        }
    }

    public async Task ReadAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            _ = _lines.TakeRest();
            await ResumeAsync(place, entries, cancellationToken);
            while (true)
            {
                if (!await ReadOnAsync(entries, cancellationToken) && !await MoveOnAsync(entries, cancellationToken))
                {
                    await Task.Delay(Poll, clock, cancellationToken);
                }
            }
        }
        finally
        {
            _file?.Dispose();
        }
    }

    private async Task ResumeAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        var now = FileState.Of(path);
        if (!TryRead(place, out var inode, out var offset))
        {
            // What was written before the very first look is not news.
            Begin(path, now?.Size ?? 0);
            return;
        }

        if (now is { } same && same.Inode == inode && same.Size >= offset)
        {
            Begin(path, offset);
            return;
        }

        if (now?.Inode != inode && Renamed(inode) is { } older && Begin(older, offset))
        {
            while (await ReadOnAsync(entries, cancellationToken))
            {
                // To its end.
            }
        }
        else
        {
            _hole = "the file was cut or replaced while the collector did not run";
        }

        Begin(path, 0);
    }

    /// <summary>Gives the lines that are there; false if there is nothing new.</summary>
    private async Task<bool> ReadOnAsync(ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        var count = _file is null ? 0 : RandomAccess.Read(_file, _buffer, _offset + _lines.Pending);
        for (var at = 0; at < count;)
        {
            var start = _lines.Pending;
            var line = _lines.Take(_buffer.AsSpan(at, count - at), out var taken);
            at += taken;
            if (line is not null)
            {
                _offset += start + taken;
                await GiveAsync(line, entries, cancellationToken);
            }
        }

        return count > 0;
    }

    /// <summary>At the end of what is there: true if another file, or the same one cut, has begun.</summary>
    private async Task<bool> MoveOnAsync(ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        if (FileState.Of(path) is not { } now)
        {
            return false;
        }

        if (_file is not null && now.Inode == _inode)
        {
            if (now.Size >= _offset + _lines.Pending)
            {
                return false;
            }

            _ = _lines.TakeRest();
            _offset = 0;
            _hole = "the file was cut; what was written just before may not have been read";
            return true;
        }

        // Its writer may have gone on between the last read and the renaming.
        while (await ReadOnAsync(entries, cancellationToken))
        {
            // To its end.
        }

        if (_lines.TakeRest() is { } rest)
        {
            await GiveAsync(rest, entries, cancellationToken);
        }

        return Begin(path, 0);
    }

    private ValueTask GiveAsync(string line, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        var entry = new DaemonLogEntry(line, string.Create(CultureInfo.InvariantCulture, $"{Origin}{_inode}:{_offset}")) { Hole = _hole };
        _hole = null;
        return entries.WriteAsync(entry, cancellationToken);
    }

    private bool Begin(string file, long offset)
    {
        _file?.Dispose();
        _file = null;
        try
        {
            var opened = Open(file);
            (_file, _inode, _offset) = (opened, FileState.Of(file)?.Inode ?? 0, offset);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Tried again at the next look.
            return false;
        }
    }

    // As rotation names it: the same name with something behind it.
    private string? Renamed(ulong inode)
    {
        try
        {
            return Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*").FirstOrDefault(file => FileState.Of(file)?.Inode == inode);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool TryRead(string? place, out ulong inode, out long offset)
    {
        (inode, offset) = (0, 0);
        return place is not null && place.StartsWith(Origin, StringComparison.Ordinal) && place[Origin.Length..].Split(':') is [var first, var second]
            && ulong.TryParse(first, CultureInfo.InvariantCulture, out inode) && long.TryParse(second, CultureInfo.InvariantCulture, out offset);
    }

    private static SafeFileHandle Open(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
