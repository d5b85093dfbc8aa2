{{/* The pod of a program. {root, component, workload} */}}
{{- define "shoal.podTemplate" -}}
{{- $values := .root.Values -}}
{{- $configSecret := $values.configFrom.existingSecret -}}
{{- $configKey := ternary $values.configFrom.key "config.json" (not (empty $configSecret)) -}}
{{- $hasConfig := or $configSecret $values.config -}}
{{- $hasTls := and (ne $values.redis.mode "none") $values.redis.tls.existingSecret -}}
metadata:
  labels:
    {{- include "shoal.podLabels" . | nindent 4 }}
  annotations:
    {{- include "shoal.podAnnotations" . | nindent 4 }}
spec:
  serviceAccountName: {{ include "shoal.serviceAccountName" .root }}
  automountServiceAccountToken: {{ $values.serviceAccount.automountToken }}
  # Variables that Kubernetes makes of Services, such as METRICS_PORT=tcp://..., are taken for settings.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ int .workload.terminationGracePeriodSeconds }}
  {{- with include "shoal.imagePullSecrets" .root | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .workload.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .workload.initContainers }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ include "shoal.image" (dict "root" .root "image" .workload.image) }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      {{- if $hasConfig }}
      args: [start, --config, /etc/shoal/config/{{ $configKey }}]
      {{- end }}
      env:
        {{- include "shoal.env" . | trim | nindent 8 }}
      {{- with include "shoal.envFrom" . | trim }}
      envFrom:
        {{- . | nindent 8 }}
      {{- end }}
      # Only this one. Ports are information, and 6001 is served without being declared; but Prometheus makes a
      # target of each port that is declared, and one that answers 404 to /metrics counts as a server that is down.
      ports:
        - name: metrics
          containerPort: 9601
          protocol: TCP
      {{- range $probe := list "startup" "readiness" "liveness" }}
      {{- with get $.workload.probes $probe }}
      {{ $probe }}Probe:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .workload.lifecycle }}
      lifecycle:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .workload.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if or $hasConfig $hasTls .workload.extraVolumeMounts }}
      volumeMounts:
        {{- if $hasConfig }}
        - name: config
          mountPath: /etc/shoal/config
          readOnly: true
        {{- end }}
        {{- if $hasTls }}
        - name: redis-tls
          mountPath: /etc/shoal/redis-tls
          readOnly: true
        {{- end }}
        {{- with .workload.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
    {{- with .workload.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or $hasConfig $hasTls .workload.extraVolumes }}
  volumes:
    {{- if $configSecret }}
    - name: config
      secret:
        secretName: {{ $configSecret }}
        items: [{key: {{ $configKey }}, path: {{ $configKey }}}]
    {{- else if $hasConfig }}
    - name: config
      configMap:
        name: {{ include "shoal.fullname" .root }}-config
    {{- end }}
    {{- if $hasTls }}
    - name: redis-tls
      secret:
        secretName: {{ $values.redis.tls.existingSecret }}
    {{- end }}
    {{- with .workload.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with include "shoal.placement" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Without the version of the chart: a new one alone is no reason to replace pods. {root, component, workload} */}}
{{- define "shoal.podLabels" -}}
{{- $own := include "shoal.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app" (include "shoal.appLabel" .root) -}}
{{- toYaml (merge $own .workload.podLabels .root.Values.commonLabels) -}}
{{- end -}}

{{/* Strings, as Prometheus reads them. What the user says wins. {root, workload} */}}
{{- define "shoal.podAnnotations" -}}
{{- $own := dict -}}
{{- if .root.Values.metrics.podAnnotations.enabled -}}
{{- $own = dict "prometheus.io/scrape" "true" "prometheus.io/port" "9601" "prometheus.io/path" "/metrics" -}}
{{- end -}}
{{- $_ := set $own "checksum/config" (toJson .root.Values.config | sha256sum) -}}
{{- $_ := set $own "checksum/secrets" (toJson .root.Values.secrets | sha256sum) -}}
{{- toYaml (merge (dict) .workload.podAnnotations $own .root.Values.commonAnnotations) -}}
{{- end -}}

{{/* Where pods are put. {root, component, workload} */}}
{{- define "shoal.placement" -}}
{{- range $key := list "nodeSelector" "tolerations" "affinity" }}
{{- with get $.workload $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- $spread := .workload.topologySpread }}
{{- if and $spread.enabled $spread.topologyKeys }}
topologySpreadConstraints:
  {{- range $spread.topologyKeys }}
  - topologyKey: {{ . }}
    maxSkew: {{ int $spread.maxSkew }}
    whenUnsatisfiable: {{ $spread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "shoal.selectorLabels" $ | nindent 8 }}
    {{- if include "shoal.sinceKubernetes" (dict "root" $.root "version" "1.27.0") }}
    # Each version is spread by itself: pods that are about to go do not count.
    matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
{{- end }}
{{- end -}}
