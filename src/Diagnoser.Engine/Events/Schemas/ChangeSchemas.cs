using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Changes: what is not as it was before, with what it was and what it is.</summary>
internal static class ChangeSchemas
{
    private const string ServiceFields = "image, image_id, command, entrypoint, user, working_dir, environment, mounts, tmpfs, limits, networks, ports, labels, health_check, restart_policy, log, capabilities, privileged, read_only, init, security_options, devices, dns, hosts, sysctls, runtime, stop, namespaces, name";
    private const string DaemonFields = "version, containerd, runc, live_restore, log_driver, storage_driver, cgroup_driver, cgroup_version, data_root, default_runtime, runtimes, security_options, address_pools, insecure_registries, registry_mirrors, firewall, proxy, experimental, debug, labels";
    private const string HostFields = "kernel, os, architecture, processors, memory";

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ServiceChange, "what a service runs was changed", EventSources.Enricher, [.. FieldGroups.Running, .. Change(ServiceFields)]);
        yield return new(EventTypes.ChangeDaemon, "the daemon's version or configuration differs from before", EventSources.Enricher, [.. FieldGroups.Every, .. Change(DaemonFields)]);
        yield return new(EventTypes.ChangeHost, "the host's kernel or operating system differs from before", EventSources.Enricher, [.. FieldGroups.Every, .. Change(HostFields)]);
        yield return new(EventTypes.ChangeImage, "a tag names another image than before", EventSources.Enricher, [.. FieldGroups.Every, .. Images, .. Change("image_id")]);
    }

    private static IReadOnlyList<EventField> Change(string fields) =>
    [
        new("change.fields", FieldType.List, $"what changed: {fields}"),
        new("change.", FieldType.Text, "change.<field>.from and change.<field>.to: the value before and after, of lists the entries that differ, of variables a hash; 512 characters at most"),
    ];

    private static IReadOnlyList<EventField> Images =>
    [
        new(AttributeNames.ImageName, FieldType.Text, "image repository and tag as configured"),
        new(AttributeNames.ImageId, FieldType.Text, "the image's digest"),
    ];
}
