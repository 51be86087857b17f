using System.Runtime.InteropServices;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>The TCP sockets of a network namespace, as its tables list them; reused from one namespace to the next. One thread.</summary>
internal sealed class Sockets
{
    /// <summary>What of a table is read: some 3,400 sockets. A table of 100,000 would hold everything else up.</summary>
    public const int MostBytes = 512 * 1024;

    private const int MostPeers = 4096;

    private const int Established = 1;
    private const int SynSent = 2;
    private const int TimeWait = 6;
    private const int CloseWait = 8;
    private const int Listen = 10;

    private readonly FileBytes _file = new(MostBytes);
    private readonly HashSet<ushort> _ownPorts = [];
    private readonly Dictionary<SocketAddress, int> _portsUsed = [];

    /// <summary>Where it listens.</summary>
    public HashSet<SocketAddress> Listening { get; } = [];

    /// <summary>Peers that have not answered yet.</summary>
    public HashSet<SocketAddress> Asked { get; } = [];

    /// <summary>Peers that it has called and is connected to; not those that called it, and nobody within the namespace.</summary>
    public HashSet<SocketAddress> TalksTo { get; } = [];

    /// <summary>Sockets whose connection waits for an answer.</summary>
    public int AskedCount { get; private set; }

    /// <summary>Sockets that the peer has closed and the program has not.</summary>
    public int CloseWaitCount { get; private set; }

    /// <summary>Most local ports in use towards one peer.</summary>
    public int MostPortsUsed { get; private set; }

    /// <summary>True if not all sockets were read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads both tables; false if they are gone.</summary>
    /// <param name="folder">A process's <c>net</c> folder.</param>
    public bool Read(ReadOnlySpan<byte> folder)
    {
        Clear();
        if (!ReadTable(folder, "tcp"u8))
        {
            return false;
        }

        _ = ReadTable(folder, "tcp6"u8);
        return true;
    }

    private bool ReadTable(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name)
    {
        if (_file.Read(folder, name) != FileAnswer.Read)
        {
            return false;
        }

        // Those that listen come first: whether a connection came in or went out is known when it is read.
        IsCut |= _file.IsCut;
        var lines = new Words(_file.Text);
        _ = lines.NextLine(out _);
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            if (words.Skip(1)
                && words.Next(out var local) && SocketAddress.TryRead(local, out var own)
                && words.Next(out var remote) && SocketAddress.TryRead(remote, out var peer)
                && words.Next(out var state) && NumberText.Hexadecimal(state) is { } number)
            {
                Take((int)number, own, peer);
            }
        }

        return true;
    }

    private void Take(int state, SocketAddress own, SocketAddress peer)
    {
        switch (state)
        {
            case Listen:
                IsCut |= !AddTo(Listening, own);
                _ = _ownPorts.Add(own.Port);
                return;
            case SynSent:
                AskedCount++;
                IsCut |= !AddTo(Asked, peer);
                break;
            case CloseWait:
                CloseWaitCount++;
                break;
        }

        if (state is not (Established or SynSent or TimeWait or CloseWait) || _ownPorts.Contains(own.Port))
        {
            return;
        }

        if (state == Established && !peer.IsLoopback)
        {
            IsCut |= !AddTo(TalksTo, peer);
        }

        if (_portsUsed.Count < MostPeers || _portsUsed.ContainsKey(peer))
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_portsUsed, peer, out _);
            MostPortsUsed = Math.Max(MostPortsUsed, ++count);
        }
        else
        {
            IsCut = true;
        }
    }

    private static bool AddTo(HashSet<SocketAddress> set, SocketAddress address) => set.Contains(address) || (set.Count < MostPeers && set.Add(address));

    private void Clear()
    {
        _ownPorts.Clear();
        _portsUsed.Clear();
        Listening.Clear();
        Asked.Clear();
        TalksTo.Clear();
        (AskedCount, CloseWaitCount, MostPortsUsed, IsCut) = (0, 0, 0, false);
    }
}
