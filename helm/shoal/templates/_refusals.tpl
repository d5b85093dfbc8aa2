{{/* Stops with a message that says what to change. What a schema can say is refused by values.schema.json before. */}}
{{- define "shoal.refuse" -}}
{{- include "shoal.refuseSettings" . -}}
{{- include "shoal.refuseApps" . -}}
{{- include "shoal.refuseSeveralWithoutRedis" . -}}
{{- $drain := add .Values.drain.delaySeconds .Values.drain.windowSeconds (include "shoal.preStopSeconds" .Values.server) 10 | int -}}
{{- if lt (int .Values.server.terminationGracePeriodSeconds) $drain -}}
{{- fail (printf "server.terminationGracePeriodSeconds is %d, but a server needs %d seconds to leave: drain.delaySeconds + drain.windowSeconds + the sleep of lifecycle.preStop + 10. Raise it, or shorten the drain" (int .Values.server.terminationGracePeriodSeconds) $drain) -}}
{{- end -}}
{{- range $name := list "server" "webhookWorker" "pushWorker" -}}
{{- include "shoal.refuseWorkload" (dict "root" $ "name" $name "workload" (get $.Values $name)) -}}
{{- end -}}
{{- end -}}

{{/* Settings of the configuration that the chart says itself, and the values to say them with. */}}
{{- define "shoal.refuseSettings" -}}
{{- $said := dict
  "port" "service.port is the port of clients; that of the pod is 6001"
  "shutdown_grace_period" "terminationGracePeriodSeconds of each program"
  "drain.delay" "drain.delaySeconds"
  "drain.window" "drain.windowSeconds"
  "drain.presence_grace" "drain.presenceGraceSeconds"
  "metrics.enabled" "the probes need the port of the metrics"
  "metrics.port" "the port of the metrics is 9601"
  "metrics.prometheus.prefix" "metrics.prefix"
  "node.id" "the name of the pod is the id"
  "unix_socket.enabled" "a Service needs a port"
  "adapter.driver" "redis.mode"
  "adapter.redis.cluster_mode" "redis.mode"
  "adapter.cluster.nodes" "redis.nodes"
  "queue.driver" "redis.mode"
  "queue.redis.cluster_mode" "redis.mode"
-}}
{{- range $key := list "url" "host" "port" "username" "password" "db" "key_prefix" "tls" "sentinels" "name" "sentinel_username" "sentinel_password" "sentinel_tls" "cluster_nodes" "cluster.nodes" "cluster.username" "cluster.password" "cluster.use_tls" -}}
{{- $_ := set $said (printf "database.redis.%s" $key) "the values below redis" -}}
{{- end -}}
{{- range $path, $value := $said -}}
{{- $node := $.Values.config -}}
{{- range $key := splitList "." $path -}}
{{- $node = ternary (get (ternary $node dict (kindIs "map" $node)) $key) "" (kindIs "map" $node) -}}
{{- end -}}
{{- if not (kindIs "string" $node | and (eq (toString $node) "")) -}}
{{- fail (printf "config.%s is set by the chart: %s" $path $value) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.configFrom.existingSecret .Values.config -}}
{{- fail "config and configFrom.existingSecret are both given, and there is one configuration file: remove one of them" -}}
{{- end -}}
{{- end -}}

{{- define "shoal.refuseApps" -}}
{{- $hasApps := gt (len (dig "app_manager" "array" "apps" list .Values.config)) 0 -}}
{{- if and $hasApps (or .Values.app.id .Values.app.key .Values.app.existingSecret) -}}
{{- fail "app says what the only app is, but config.app_manager.array.apps names apps: remove one of them" -}}
{{- end -}}
{{- end -}}

{{- define "shoal.refuseSeveralWithoutRedis" -}}
{{- if eq .Values.redis.mode "none" -}}
{{- $scaling := .Values.server.autoscaling -}}
{{- if or $scaling.enabled $scaling.keda.enabled (gt (int .Values.server.replicaCount) 1) -}}
{{- fail "redis.mode is none, so a server knows nothing of the others: set server.replicaCount to 1 without autoscaling, or choose another mode" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* {root, name, workload} */}}
{{- define "shoal.refuseWorkload" -}}
{{- $scaling := .workload.autoscaling -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas is more than maxReplicas" .name) -}}
{{- end -}}
{{- if or $scaling.enabled $scaling.keda.enabled -}}
{{- if not (kindIs "invalid" .workload.replicaCount) -}}
{{- fail (printf "%s.replicaCount is given, and so is an autoscaler, which decides it: remove one of them" .name) -}}
{{- end -}}
{{- range $resource := list "cpu" "memory" -}}
{{- if and (get $scaling $resource) (not (dig "requests" $resource "" $.workload.resources)) -}}
{{- fail (printf "%s.autoscaling.%s is a part of what is requested, but resources.requests.%s is not given" $.name $resource $resource) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $sleep := int (include "shoal.preStopSeconds" .workload) -}}
{{- if and $sleep (not (include "shoal.sinceKubernetes" (dict "root" .root "version" "1.30.0"))) -}}
{{- fail (printf "%s.lifecycle.preStop.sleep needs Kubernetes 1.30: use drain.delaySeconds, or an exec hook" .name) -}}
{{- end -}}
{{- if lt (sub (int .workload.terminationGracePeriodSeconds) $sleep | int) 15 -}}
{{- fail (printf "%s.terminationGracePeriodSeconds leaves less than 15 seconds after lifecycle.preStop.sleep" .name) -}}
{{- end -}}
{{- end -}}

{{/* Seconds that a hook sleeps before the program is told to stop. Kubernetes counts them as part of its grace. */}}
{{- define "shoal.preStopSeconds" -}}
{{- dig "preStop" "sleep" "seconds" 0 (default dict .lifecycle) -}}
{{- end -}}
