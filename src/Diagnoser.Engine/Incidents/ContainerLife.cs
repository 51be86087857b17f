using Diagnoser.Contracts;

namespace Diagnoser.Engine.Incidents;

/// <summary>What the events of a container say about how it is now.</summary>
internal sealed class ContainerLife
{
    private State _state = State.Created;
    private bool _isChecked;

    private ContainerLife(DockerEvent first) => (Id, Host) = (first.Subject.Id, first.Host.Id);

    private enum State
    {
        Created,
        Running,
        Unhealthy,
        Healthy,
        Paused,
        Done,
        Dead,
        Removed,
    }

    public string Id { get; }

    public string Host { get; }

    public string? Service { get; private set; }

    public string? Stack { get; private set; }

    /// <summary>When it first started, or failed to, as far as is known.</summary>
    public DateTimeOffset? Began { get; private set; }

    /// <summary>Since when it is as it is.</summary>
    public DateTimeOffset Since { get; private set; }

    public bool IsRunning => _state is State.Healthy || (_state == State.Running && !_isChecked);

    public bool IsHealthy => _state == State.Healthy;

    public bool IsRemoved => _state == State.Removed;

    /// <summary>It ended by itself without an error.</summary>
    public bool IsDone => _state == State.Done;

    /// <summary>It does not do its work: dead, unhealthy, paused, or its health is not known again since it started.</summary>
    public bool IsFailing => _state is State.Dead or State.Done or State.Unhealthy or State.Paused || (_state == State.Running && _isChecked);

    /// <summary>The containers that these events are about.</summary>
    public static IEnumerable<ContainerLife> Read(IEnumerable<DockerEvent> events)
    {
        var lives = new Dictionary<(string Host, string Id), ContainerLife>();
        foreach (var e in events.Where(e => e.Subject.Kind == Subject.Container).OrderBy(e => e.Time))
        {
            if (!lives.TryGetValue((e.Host.Id, e.Subject.Id), out var life))
            {
                lives[(e.Host.Id, e.Subject.Id)] = life = new ContainerLife(e) { Since = e.Time };
            }

            life.Take(e);
        }

        return lives.Values;
    }

    private void Take(DockerEvent e)
    {
        Service = e.Service ?? Service;
        Stack = e.Stack ?? Stack;
        var next = e.Type switch
        {
            EventTypes.ContainerStart => State.Running,
            EventTypes.ContainerUnpause => State.Running,
            EventTypes.ContainerPause => State.Paused,
            EventTypes.ContainerHealthStatus => Health(e),
            EventTypes.ContainerDie => IsDoneBy(e) ? State.Done : State.Dead,
            EventTypes.ContainerStartFailed => State.Dead,
            EventTypes.ContainerDestroy => State.Removed,
            _ => _state,
        };
        if (e.Type is EventTypes.ContainerStart or EventTypes.ContainerStartFailed)
        {
            Began ??= e.Time;
        }

        // The engine may tell the end of a probe after the end of the container.
        var isLate = e.Type == EventTypes.ContainerHealthStatus && _state is State.Dead or State.Done or State.Removed;
        if (!isLate && (next != _state || e.Type == EventTypes.ContainerStart))
        {
            (_state, Since) = (next, e.Time);
        }
    }

    private State Health(DockerEvent e)
    {
        _isChecked = true;
        return e.Attributes[AttributeNames.HealthStatus].Text switch
        {
            "healthy" => State.Healthy,
            "unhealthy" => State.Unhealthy,
            _ => State.Running,
        };
    }

    private static bool IsDoneBy(DockerEvent e) =>
        e.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) && code == 0 && e.Exit is null or { EndedBy: EndedBy.Itself };
}
