{{/* {root, component, isPublic} */}}
{{- define "shoal.ingressRules" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{- $test := dict "podSelector" (dict "matchLabels" (include "shoal.selectorLabels" (dict "root" .root "component" "test") | fromYaml)) -}}
{{- $tests := ternary (list $test) list .root.Values.tests.enabled -}}
{{- if .isPublic }}
- ports: [{port: 6001, protocol: TCP}]
  {{- with $policy.ingressFrom }}
  from:
    {{- toYaml (concat . $tests) | nindent 4 }}
  {{- end }}
{{- end }}
{{- with concat $policy.metricsFrom $tests }}
- ports: [{port: 9601, protocol: TCP}]
  from:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- if .isPublic }}
{{- with $policy.extraIngress }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* {root, component, outbound}, where outbound is a list of ports at strangers. */}}
{{- define "shoal.egressRules" -}}
{{- $policy := .root.Values.networkPolicy -}}
# Names are looked up wherever the cluster's DNS is.
- ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- if ne .root.Values.redis.mode "none" }}
- ports:
    {{- range include "shoal.redisPorts" .root | fromJsonArray }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- if eq .root.Values.redis.mode "demo" }}
  to:
    - podSelector:
        matchLabels:
          {{- include "shoal.selectorLabels" (dict "root" .root "component" "redis") | nindent 10 }}
  {{- else }}
  {{- with $policy.redisTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end }}
{{- if and .outbound $policy.outboundTo }}
- ports:
    {{- range .outbound }}
    - {port: {{ int . }}, protocol: TCP}
    {{- end }}
  to:
    {{- toYaml $policy.outboundTo | nindent 4 }}
{{- end }}
{{- with $policy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The ports of Redis and of Sentinels, as a list in JSON. */}}
{{- define "shoal.redisPorts" -}}
{{- $redis := .Values.redis -}}
{{- $ports := list -}}
{{- range concat (default list $redis.nodes) (default list $redis.sentinel.nodes) -}}
{{- $ports = append $ports (regexFind "[0-9]+$" . | int) -}}
{{- end -}}
{{- if ne $redis.mode "cluster" -}}
{{- $ports = append $ports (int $redis.port) -}}
{{- end -}}
{{- toJson (uniq $ports) -}}
{{- end -}}
