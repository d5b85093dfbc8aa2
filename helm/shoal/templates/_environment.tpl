{{/*
What the chart itself sets in the environment of a program, as a map: name to the rest of a variable. The names are
those of docs/configuration.md, and a test holds them against it. {root, component, workload}
*/}}
{{- define "shoal.ownEnvironment" -}}
{{- $values := .root.Values -}}
METRICS_ENABLED: {value: "true"}
METRICS_PORT: {value: "9601"}
METRICS_PROMETHEUS_PREFIX: {value: {{ $values.metrics.prefix | quote }}}
NODE_ID: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}
# The program gives up in time to say so in its log, before it is killed.
SHUTDOWN_GRACE_PERIOD: {value: {{ sub (int .workload.terminationGracePeriodSeconds) (add 5 (include "shoal.preStopSeconds" .workload)) | quote }}}
{{- if eq .component "server" }}
PORT: {value: "6001"}
DRAIN_DELAY: {value: {{ int $values.drain.delaySeconds | quote }}}
DRAIN_WINDOW: {value: {{ int $values.drain.windowSeconds | quote }}}
DRAIN_PRESENCE_GRACE: {value: {{ int $values.drain.presenceGraceSeconds | quote }}}
{{- end }}
{{ include "shoal.appEnvironment" .root }}
{{ include "shoal.redisEnvironment" .root }}
{{- end -}}

{{- define "shoal.appEnvironment" -}}
{{- with .Values.app }}
{{- if .id }}
SOCKUDO_DEFAULT_APP_ID: {value: {{ .id | quote }}}
{{- end }}
{{- if .key }}
SOCKUDO_DEFAULT_APP_KEY: {value: {{ .key | quote }}}
{{- end }}
{{- if .existingSecret }}
SOCKUDO_DEFAULT_APP_SECRET: {{ include "shoal.fromSecret" (list .existingSecret .existingSecretKey) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "shoal.redisEnvironment" -}}
{{- $redis := .Values.redis -}}
{{- if eq $redis.mode "none" }}
ADAPTER_DRIVER: {value: local}
QUEUE_DRIVER: {value: memory}
{{- else }}
{{- $driver := ternary "redis-cluster" "redis" (eq $redis.mode "cluster") }}
ADAPTER_DRIVER: {value: {{ $driver }}}
QUEUE_DRIVER: {value: {{ $driver }}}
DATABASE_REDIS_KEY_PREFIX: {value: {{ $redis.keyPrefix | quote }}}
{{- if has $redis.mode (list "demo" "single") }}
DATABASE_REDIS_HOST: {value: {{ ternary (printf "%s-redis" (include "shoal.fullname" .)) $redis.host (eq $redis.mode "demo") | quote }}}
DATABASE_REDIS_PORT: {value: {{ ternary 6379 (int $redis.port) (eq $redis.mode "demo") | quote }}}
{{- end }}
{{- if eq $redis.mode "sentinel" }}
DATABASE_REDIS_SENTINELS: {value: {{ join "," $redis.sentinel.nodes | quote }}}
DATABASE_REDIS_NAME: {value: {{ $redis.sentinel.master | quote }}}
{{- with $redis.sentinel.username }}
DATABASE_REDIS_SENTINEL_USERNAME: {value: {{ . | quote }}}
{{- end }}
{{- with $redis.sentinel.existingSecretPasswordKey }}
DATABASE_REDIS_SENTINEL_PASSWORD: {{ include "shoal.fromSecret" (list $redis.existingSecret .) }}
{{- end }}
{{- end }}
{{- if eq $redis.mode "cluster" }}
DATABASE_REDIS_CLUSTER_NODES: {value: {{ join "," $redis.nodes | quote }}}
{{- else }}
DATABASE_REDIS_DB: {value: {{ int $redis.db | quote }}}
{{- end }}
{{- with $redis.username }}
DATABASE_REDIS_USERNAME: {value: {{ . | quote }}}
{{- end }}
{{- if $redis.existingSecret }}
DATABASE_REDIS_PASSWORD: {{ include "shoal.fromSecret" (list $redis.existingSecret $redis.existingSecretPasswordKey) }}
{{- end }}
{{ include "shoal.redisTlsEnvironment" (dict "tls" $redis.tls "prefix" "DATABASE_REDIS_TLS") }}
{{- if $redis.sentinel.tls }}
{{ include "shoal.redisTlsEnvironment" (dict "tls" $redis.tls "prefix" "DATABASE_REDIS_SENTINEL_TLS") }}
{{- end }}
{{- end }}
{{- end -}}

{{/* {tls, prefix} */}}
{{- define "shoal.redisTlsEnvironment" -}}
{{- $prefix := .prefix -}}
{{- with .tls }}
{{- if .enabled }}
{{ $prefix }}_ENABLED: {value: "true"}
{{- if .acceptInvalidCerts }}
{{ $prefix }}_ACCEPT_INVALID_CERTS: {value: "true"}
{{- end }}
{{- with .serverName }}
{{ $prefix }}_SERVER_NAME: {value: {{ . | quote }}}
{{- end }}
{{- if .existingSecret }}
{{- range $name, $key := dict "CA_PATH" .caKey "CLIENT_CERT_PATH" .certKey "CLIENT_KEY_PATH" .privateKeyKey }}
{{- with $key }}
{{ $prefix }}_{{ $name }}: {value: {{ printf "/etc/shoal/redis-tls/%s" . | quote }}}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* [secret, key] */}}
{{- define "shoal.fromSecret" -}}
{valueFrom: {secretKeyRef: {name: {{ index . 0 | quote }}, key: {{ index . 1 | quote }}}}}
{{- end -}}

{{/* The list `env` of a container. {root, component, workload} */}}
{{- define "shoal.env" -}}
{{- $env := include "shoal.ownEnvironment" . | fromYaml -}}
{{- range $name, $value := .root.Values.env -}}
{{- include "shoal.refuseOwn" (list $env $name "env") -}}
{{- $_ := set $env $name (dict "value" $value) -}}
{{- end -}}
{{- range $name := keys $env | sortAlpha }}
- name: {{ $name }}
  {{- toYaml (get $env $name) | nindent 2 }}
{{- end }}
{{- /* In the order given: a value may refer to variables above it. */}}
{{- range .workload.extraEnv }}
{{- include "shoal.refuseOwn" (list $env .name "extraEnv") }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
{{- end -}}

{{/* A list with one name twice is refused by Kubernetes, and what the chart sets belongs to the rest of the pod. */}}
{{- define "shoal.refuseOwn" -}}
{{- if hasKey (index . 0) (index . 1) -}}
{{- fail (printf "%s sets %s, which is set already: use the value of the chart that says it (helm/shoal/README.md)" (index . 2) (index . 1)) -}}
{{- end -}}
{{- end -}}

{{/* {root, workload} */}}
{{- define "shoal.envFrom" -}}
{{- if .root.Values.secrets }}
- secretRef: {name: {{ include "shoal.fullname" .root }}-env}
{{- end }}
{{- with .root.Values.existingSecret }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- with .workload.extraEnvFrom }}
{{ toYaml . }}
{{- end }}
{{- end -}}
